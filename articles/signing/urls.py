"""The URLs of these pages, below the admin's."""

from django.urls import path

from articles.signing import views
from articles.signing.gate import PUBLISH_URL_NAME, SIGN_URL_NAME

urlpatterns = [
    path("pages/<int:page_id>/sign-off/", views.sign_off_page, name=SIGN_URL_NAME),
    path("pages/<int:page_id>/publish-without-sign-off/", views.publish_page, name=PUBLISH_URL_NAME),
]
