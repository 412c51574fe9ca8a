"""Addresses below /eligibility/: of the default questionnaire, and below its slug of every other."""

from django.urls import include, path

from intake.patient import views as patient_views
from intake.visitor import receipt_views, save_and_return, step_views, views

app_name = "intake"

questionnaire = [
    path("", views.start, name="start"),
    path("questions/<str:step_id>/", step_views.step, name="step"),
    path("help/", views.interruption, name="help"),
    path("check/", views.check, name="check"),
    path("confirmation/", views.confirmation, name="confirmation"),
    path("confirmation/receipt.txt", receipt_views.save, name="receipt"),
    path("later/", save_and_return.later, name="later"),
    path("leave/", views.leave, name="leave"),
]

own_page = [
    path("", patient_views.own, name="own"),
    path("answers/", patient_views.answers, name="own_answers"),
    path("answers.json", patient_views.fhir, name="own_fhir"),
    path("contact/", patient_views.contact, name="own_contact"),
    path("consents/<str:link_id>/", patient_views.withdraw, name="own_withdraw"),
    path("erase/", patient_views.erase, name="own_erase"),
    path("erased/", patient_views.erased, name="own_erased"),
    path("close/", patient_views.leave, name="own_leave"),
]

urlpatterns = [
    *questionnaire,
    path("back/", save_and_return.back, name="back"),
    path("yours/", include(own_page)),
    path("<slug:slug>/", include(questionnaire)),
]
