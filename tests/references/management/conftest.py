from tests.references.retractions.conftest import server

__all__ = ["server"]
