from tests.references.curation.conftest import cleo, site

__all__ = ["cleo", "site"]
