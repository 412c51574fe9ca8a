"""Wagtail's addresses, with our quicker way to a page, and the files that a page offers."""

from django.urls import re_path
from wagtail.urls import serve_pattern
from wagtail.urls import urlpatterns as wagtail_urlpatterns

from articles import views
from references.downloads import FORMATS

SERVE = "wagtail_serve"
PAGE = r"^(?P<path>(?:[\w\-]+/)*)"
EXTENSION = rf"\.(?P<extension>{'|'.join(FORMATS)})$"

urlpatterns = [
    *(pattern for pattern in wagtail_urlpatterns if pattern.name != SERVE),
    re_path(rf"{PAGE}works-cited{EXTENSION}", views.works_cited, name="works_cited"),
    re_path(rf"{PAGE}this-page{EXTENSION}", views.this_page, name="this_page"),
    re_path(serve_pattern, views.serve, name=SERVE),
]
