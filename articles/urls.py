"""Wagtail's addresses, with our quicker way to a page."""

from django.urls import re_path
from wagtail.urls import serve_pattern
from wagtail.urls import urlpatterns as wagtail_urlpatterns

from articles import views

SERVE = "wagtail_serve"

urlpatterns = [
    *(pattern for pattern in wagtail_urlpatterns if pattern.name != SERVE),
    re_path(serve_pattern, views.serve, name=SERVE),
]
