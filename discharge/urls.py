"""The work list and the cases."""

from django.urls import include, path

from discharge.views import (
    attachments,
    case,
    corrections,
    drafts,
    handover,
    meetings,
    messages,
    papers,
    placements,
    registration,
    sip,
    sip_start,
    versions,
    worklist,
)

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
    path("arenden/<uuid:case_id>/utkast/<slug:type>/", drafts.save, name="draft"),
    path("arenden/<uuid:case_id>/utkast/<slug:type>/kasta/", drafts.discard, name="draft-discard"),
    path("arenden/<uuid:case_id>/versioner/<uuid:message_id>/", versions.versions, name="versions"),
    path("arenden/<uuid:case_id>/bilagor/<uuid:attachment_id>/", attachments.attachment, name="attachment"),
    path("arenden/<uuid:case_id>/ratta/<uuid:message_id>/", corrections.correct, name="correct"),
    path("arenden/<uuid:case_id>/kvittera/", messages.acknowledge, name="acknowledge"),
    path("arenden/<uuid:case_id>/kallelse.pdf", papers.sip_call, name="sip-call-pdf"),
    path("arenden/<uuid:case_id>/sip/", sip.sip_page, name="sip"),
    path("arenden/<uuid:case_id>/plan.pdf", papers.sip_plan, name="sip-pdf"),
    path("arenden/<uuid:case_id>/sip-mote.ics", papers.sip_invitation, name="sip-invitation"),
    path("moten/", meetings.meetings, name="meetings"),
    path("sip/ny/", sip_start.new, name="sip-new"),
    path("sip/ny/person/", sip_start.start, name="sip-start"),
    path("sip/ny/mottagare/", sip_start.suggest_receivers, name="sip-suggest-receivers"),
    path("placeringar/", placements.placements, name="placements"),
    path("arenden/<uuid:case_id>/trygghetskvitto.pdf", papers.patient_summary, name="patient-summary-pdf"),
    path("api/", include("discharge.api.urls")),
]
