"""The API's addresses; /api/schema/ describes them."""

from django.urls import path

from discharge.api import beginning, decisions, persons, protection, views

urlpatterns = [
    path("schema/", views.Schema.as_view(), name="api-schema"),
    path("wrongly-sent/", views.WronglySentList.as_view(), name="api-wrongly-sent"),
    path(
        "wrongly-sent/<uuid:row_id>/noted/", views.WronglySentNoted.as_view(), name="api-wrongly-sent-noted"
    ),
    path(
        "wrongly-sent/<uuid:row_id>/recalled/", views.RecallNoted.as_view(), name="api-wrongly-sent-recalled"
    ),
    path("admissions/", beginning.Admissions.as_view(), name="api-admissions"),
    path("sips/", beginning.Sips.as_view(), name="api-sips"),
    path("cases/", views.Cases.as_view(), name="api-cases"),
    path("cases/<uuid:case_id>/", views.CaseDetail.as_view(), name="api-case"),
    path("cases/<uuid:case_id>/person/", persons.PersonOfCase.as_view(), name="api-person"),
    path("cases/<uuid:case_id>/protect/", protection.Protect.as_view(), name="api-protect"),
    path("cases/<uuid:case_id>/unprotect/", protection.Unprotect.as_view(), name="api-unprotect"),
    path("cases/<uuid:case_id>/protected/", protection.Protected.as_view(), name="api-protected"),
    path("cases/<uuid:case_id>/number/", persons.NumberOfCase.as_view(), name="api-number"),
    path("cases/<uuid:case_id>/number/<uuid:link_id>/", persons.LinkOfCase.as_view(), name="api-link"),
    path("cases/<uuid:case_id>/messages/<slug:type>/", views.Messages.as_view(), name="api-messages"),
    path(
        "cases/<uuid:case_id>/attachments/<uuid:attachment_id>/",
        views.AttachmentFile.as_view(),
        name="api-attachment",
    ),
    path("decisions/<slug:reference>/<slug:type>/", decisions.Decisions.as_view(), name="api-decisions"),
    path("cases/<uuid:case_id>/acknowledge/", views.Acknowledge.as_view(), name="api-acknowledge"),
    path("cases/<uuid:case_id>/acknowledge/undo/", views.UndoReceipts.as_view(), name="api-receipts-undo"),
]
