"""Wagtail's addresses, with our quicker way to a page, and the files that a page offers."""

from django.urls import path, re_path
from wagtail.urls import serve_pattern
from wagtail.urls import urlpatterns as wagtail_urlpatterns

from articles import views
from references.library.downloads import FORMATS

SERVE = "wagtail_serve"
SIGN_IN = "wagtailcore_login"
PAGE = r"^(?P<path>(?:[\w\-]+/)*)"
EXTENSION = rf"\.(?P<extension>{'|'.join(FORMATS)})$"

urlpatterns = [
    *(pattern for pattern in wagtail_urlpatterns if pattern.name not in {SERVE, SIGN_IN}),
    re_path(rf"{PAGE}works-cited{EXTENSION}", views.works_cited, name="works_cited"),
    re_path(rf"{PAGE}this-page{EXTENSION}", views.this_page, name="this_page"),
    # By this name Wagtail leads to it whoever may not see a page yet.
    path("_util/login/", views.sign_in, name=SIGN_IN),
    re_path(serve_pattern, views.serve, name=SERVE),
]
