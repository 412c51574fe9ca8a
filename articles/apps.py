from django.apps import AppConfig
from django.db.models.signals import post_migrate

from articles import checks  # noqa: F401 -- registers them


class ArticlesConfig(AppConfig):
    name = "articles"

    def ready(self) -> None:
        from articles.corrections import recording  # noqa: F401, PLC0415 -- its receivers; models must be loaded first
        from articles.models.page_index import create_page_index  # noqa: PLC0415 -- models must be loaded first
        from articles.naming import cache_invalidation  # noqa: F401, PLC0415 -- its receivers; models must be loaded first
        from articles.publishing import (  # noqa: PLC0415 -- their receivers; as above
            ancestors,  # noqa: F401
            glossary_pages,  # noqa: F401
            translation_refusals,  # noqa: F401
        )
        from articles.records import receivers  # noqa: F401, PLC0415 -- its receivers; models must be loaded first
        from articles.search import indexing  # noqa: PLC0415 -- its receivers; models must be loaded first

        indexing.connect_receivers()
        post_migrate.connect(create_page_index, sender=self)
