"""The work list and the cases."""

from django.urls import include, path

from discharge.views import (
    attachments,
    blocks,
    case,
    drafts,
    messages,
    numbers,
    papers,
    persons,
    sip,
    versions,
)
from discharge.views.amending import corrections, decisions
from discharge.views.beginning import handover, registration, sip_start, starting_drafts
from discharge.views.lists import ended_units, meetings, placements, worklist
from discharge.views.log import access_log, selections

app_name = "discharge"
urlpatterns = [
    path("arbetslista/", worklist.worklist, name="worklist"),
    path("felsant/<uuid:row_id>/noterat/", worklist.note_wrongly_sent, name="wrongly-sent-note"),
    path("farger/", worklist.colours, name="colours"),
    path("arenden/ny/", registration.new, name="new"),
    path("arenden/ny/person/", registration.register, name="register"),
    path("arenden/ny/mottagare/", registration.suggest_receivers, name="suggest-receivers"),
    path("arenden/ny/overtagande/", handover.request_handover, name="handover-request"),
    path("overtaganden/<uuid:request_id>/avboj/", handover.decline_handover, name="handover-decline"),
    path("arenden/<uuid:case_id>/", case.case_page, name="case"),
    path("arenden/<uuid:case_id>/felsant/", case.sent_in_error, name="sent-in-error"),
    path("arenden/<uuid:case_id>/personuppgifter/", case.protected_details, name="protected-details"),
    path("arenden/<uuid:case_id>/person/", persons.person, name="person"),
    path("arenden/<uuid:case_id>/person/andra/", persons.correct, name="person-correct"),
    path(
        "arenden/<uuid:case_id>/person/ta-over/<uuid:version_id>/",
        persons.take_over,
        name="person-take-over",
    ),
    path("arenden/<uuid:case_id>/person/nummer/", numbers.number, name="person-number"),
    path("arenden/<uuid:case_id>/person/nummer/<uuid:link_id>/", numbers.link, name="person-link"),
    path("arenden/<uuid:case_id>/person/skydda/", persons.protect, name="person-protect"),
    path("arenden/<uuid:case_id>/person/ta-bort-skydd/", persons.unprotect, name="person-unprotect"),
    path("arenden/<uuid:case_id>/skicka/<slug:type>/", messages.send, name="send"),
    path("arenden/<uuid:case_id>/utkast/<slug:type>/", drafts.save, name="draft"),
    path("arenden/<uuid:case_id>/utkast/<slug:type>/kasta/", drafts.discard, name="draft-discard"),
    path("arenden/<uuid:case_id>/versioner/<uuid:message_id>/", versions.versions, name="versions"),
    path("arenden/<uuid:case_id>/bilagor/<uuid:attachment_id>/", attachments.attachment, name="attachment"),
    path("arenden/<uuid:case_id>/ratta/<uuid:message_id>/", corrections.correct, name="correct"),
    path(
        "arenden/<uuid:case_id>/ratta/<uuid:message_id>/utkast/",
        drafts.save_correction,
        name="correction-draft",
    ),
    path(
        "arenden/<uuid:case_id>/ratta/<uuid:message_id>/utkast/kasta/",
        drafts.discard_correction,
        name="correction-draft-discard",
    ),
    path("beslut/<slug:reference>/<slug:type>/", decisions.decide, name="decide"),
    path("arenden/<uuid:case_id>/kvittera/", messages.acknowledge, name="acknowledge"),
    path("arenden/<uuid:case_id>/kallelse.pdf", papers.sip_call, name="sip-call-pdf"),
    path("arenden/<uuid:case_id>/sip/", sip.sip_page, name="sip"),
    path("arenden/<uuid:case_id>/plan.pdf", papers.sip_plan, name="sip-pdf"),
    path("arenden/<uuid:case_id>/sip-mote.ics", papers.sip_invitation, name="sip-invitation"),
    path("katalog/upphorda/", ended_units.ended_units, name="ended-units"),
    path("moten/", meetings.meetings, name="meetings"),
    path("sip/ny/", sip_start.new, name="sip-new"),
    path("sip/ny/person/", sip_start.start, name="sip-start"),
    path("paborjade/<slug:type>/", starting_drafts.save, name="begun"),
    path("paborjade/<slug:type>/kasta/", starting_drafts.discard, name="begun-discard"),
    path("sip/ny/mottagare/", sip_start.suggest_receivers, name="sip-suggest-receivers"),
    path("placeringar/", placements.placements, name="placements"),
    path(
        "arenden/<uuid:case_id>/meddelanden/<uuid:message_id>/papper/<uuid:unit_id>.pdf",
        papers.message,
        name="message-paper",
    ),
    path("arenden/<uuid:case_id>/trygghetskvitto.pdf", papers.patient_summary, name="patient-summary-pdf"),
    path("arenden/<uuid:case_id>/sparr/", blocks.blocks, name="block"),
    path("arenden/<uuid:case_id>/sparr/satt/", blocks.set_block, name="block-set"),
    path("arenden/<uuid:case_id>/sparr/<uuid:block_id>/hav/", blocks.lift_block, name="block-lift"),
    path("arenden/<uuid:case_id>/sparr/<uuid:block_id>/oppna/", blocks.open_block, name="block-open"),
    path("logg/", access_log.log, name="log"),
    path("logg/person/", access_log.person, name="log-person"),
    path("logg/person/logg.pdf", access_log.person_pdf, name="log-person-pdf"),
    path("logg/granskning/", selections.selections, name="log-selections"),
    path("logg/granskning/<uuid:selection_id>/", selections.selection, name="log-selection"),
    path("logg/<uuid:reading_id>/", access_log.reading, name="log-reading"),
    path("api/", include("discharge.api.urls")),
]
