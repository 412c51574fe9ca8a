"""URLs below /eligibility/: those of the default questionnaire, and of every other below its slug."""

from django.urls import include, path

from intake.patient import views as patient_views
from intake.visitor import (
    advice_views,
    check_views,
    confirmation_views,
    leave_views,
    save_and_return,
    start_views,
    step_views,
    urgent_help,
)

app_name = "intake"

questionnaire_patterns = [
    path("", start_views.questionnaire_start, name="start"),
    path("questions/<str:step_id>/", step_views.questionnaire_step, name="step"),
    path("help/", advice_views.advice_interruption, name="help"),
    path("check/", check_views.check_answers, name="check"),
    path("confirmation/", confirmation_views.submission_confirmation, name="confirmation"),
    path("confirmation/receipt.txt", confirmation_views.receipt_download, name="receipt"),
    path("later/", save_and_return.save_and_return, name="later"),
    path("leave/", leave_views.leave_questionnaire, name="leave"),
]

own_page_patterns = [
    path("", patient_views.own_page, name="own"),
    path("answers/", patient_views.own_answers, name="own_answers"),
    path("answers.json", patient_views.own_response, name="own_fhir"),
    path("reply/", patient_views.own_reply, name="own_reply"),
    path("appointments/<uuid:pk>/accept/", patient_views.accept_appointment, name="own_accept"),
    path("appointments/<uuid:pk>/decline/", patient_views.decline_appointment, name="own_decline"),
    path("appointment.ics", patient_views.calendar_file, name="own_calendar"),
    path("contact/", patient_views.contact_correction, name="own_contact"),
    path("consents/<str:link_id>/", patient_views.consent_withdrawal, name="own_withdraw"),
    path("erase/", patient_views.submission_erasure, name="own_erase"),
    path("erased/", patient_views.erasure_confirmation, name="own_erased"),
    path("close/", patient_views.close_own_page, name="own_leave"),
]

urlpatterns = [
    *questionnaire_patterns,
    path("help-now/", urgent_help.urgent_help_page, name="urgent_help"),
    path("back/", save_and_return.resume_draft, name="back"),
    path("yours/", include(own_page_patterns)),
    path("<slug:slug>/", include(questionnaire_patterns)),
]
