from tests.references.retractions.conftest import gray, server

__all__ = ["gray", "server"]
