"""Addresses below /eligibility/."""

from django.urls import path

from intake import views

app_name = "intake"

urlpatterns = [
    path("", views.start, name="start"),
    path("questions/<str:step_id>/", views.step, name="step"),
    path("help/", views.interruption, name="help"),
    path("check/", views.check, name="check"),
    path("confirmation/", views.confirmation, name="confirmation"),
    path("leave/", views.leave, name="leave"),
]
