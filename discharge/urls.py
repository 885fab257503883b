"""The work list and the cases."""

from django.urls import include, path

from discharge.views import case, corrections, handover, messages, papers, registration, worklist

app_name = "discharge"
urlpatterns = [
    path("arbetslista/", worklist.worklist, name="worklist"),
    path("farger/", worklist.colours, name="colours"),
    path("arenden/ny/", registration.new, name="new"),
    path("arenden/ny/person/", registration.register, name="register"),
    path("arenden/ny/mottagare/", registration.suggest_receivers, name="suggest-receivers"),
    path("arenden/ny/overtagande/", handover.request_handover, name="handover-request"),
    path("overtaganden/<uuid:request_id>/avboj/", handover.decline_handover, name="handover-decline"),
    path("arenden/<uuid:case_id>/", case.case_page, name="case"),
    path("arenden/<uuid:case_id>/personuppgifter/", case.protected_details, name="protected-details"),
    path("arenden/<uuid:case_id>/skicka/<slug:type>/", messages.send, name="send"),
    path("arenden/<uuid:case_id>/ratta/<uuid:message_id>/", corrections.correct, name="correct"),
    path("arenden/<uuid:case_id>/kvittera/", messages.acknowledge, name="acknowledge"),
    path("arenden/<uuid:case_id>/kallelse.pdf", papers.sip_call, name="sip-call-pdf"),
    path("arenden/<uuid:case_id>/trygghetskvitto.pdf", papers.patient_summary, name="patient-summary-pdf"),
    path("api/", include("discharge.api.urls")),
]
