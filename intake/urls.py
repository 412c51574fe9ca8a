"""Addresses below /eligibility/: of the default questionnaire, and below its slug of every other."""

from django.urls import include, path

from intake import views

app_name = "intake"

questionnaire = [
    path("", views.start, name="start"),
    path("questions/<str:step_id>/", views.step, name="step"),
    path("help/", views.interruption, name="help"),
    path("check/", views.check, name="check"),
    path("confirmation/", views.confirmation, name="confirmation"),
    path("leave/", views.leave, name="leave"),
]

urlpatterns = [
    *questionnaire,
    path("<slug:slug>/", include(questionnaire)),
]
