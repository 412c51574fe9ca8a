"""URLs below /feedback/: what readers say of a page."""

from django.urls import path

from intake.feedback import views

urlpatterns = [
    path("", views.page_feedback, name="feedback"),
    path("thanks/", views.feedback_thanks, name="feedback_thanks"),
]
