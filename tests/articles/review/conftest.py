from tests.references.conftest import dunn

__all__ = ["dunn"]
