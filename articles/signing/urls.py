"""The URLs of these pages, below the admin's."""

from django.urls import path

from articles.signing import report, views
from articles.signing.gate import PUBLISH_URL_NAME, REPORT_PATH, REPORT_URL_NAME, SIGN_PATH, SIGN_URL_NAME

urlpatterns = [
    path(SIGN_PATH.format("<int:page_id>"), views.sign_off_page, name=SIGN_URL_NAME),
    path("pages/<int:page_id>/publish-without-sign-off/", views.publish_page, name=PUBLISH_URL_NAME),
    path(REPORT_PATH, report.reviews_due, name=REPORT_URL_NAME),
]
