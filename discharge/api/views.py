"""The API's views: parse, call one query or action, answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from discharge import actions, queries
from discharge.api.case_serializers import (
    CaseFileSerializer,
    CasePage,
    MessageSerializer,
    WronglySentSerializer,
)
from discharge.api.errors import Gone, Problem
from discharge.api.message_serializers import message_serializer
from discharge.api.reading import given, judge, read
from discharge.api.schema import ANSWERS, MessageSchema
from discharge.forms.reason import RecallForm
from discharge.presenters.circumstances import circumstances
from discharge.process import MESSAGE_TYPES, Refused, available
from discharge.queries import CASE_LISTS, Filters, Ordered, journal
from discharge.queries.lookups import lookup, places
from discharge.views.attachments import as_file
from municipalities.access.roles import CARE_ROLES
from municipalities.door.parsers import JSONParser
from municipalities.door.serializers import Serializer
from municipalities.models import AccessLog, Assignment
from municipalities.swedish.clock import local_date
from municipalities.views.gate import note_refused

#: More messages than a case has.
MOST_NAMED = 1_000
ALREADY_USED = "Samma submission har redan använts för ett annat meddelande. Skicka med ett nytt id."


class ActingRequest(Request):
    """A request of whoever acts, as `HasAssignment` and `Decides` ask for."""

    assignment: Assignment


class HasAssignment(BasePermission):
    """The user acts, with a valid assignment, at a unit that takes part in the care of persons."""

    message = "Logga in och välj en enhet som deltar i vården."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Who is refused at a case's address leaves a row in the access log, as on the pages."""
        assignment: Assignment | None = getattr(request, "assignment", None)
        if assignment is None or assignment.role in CARE_ROLES:
            return assignment is not None
        note_refused(assignment, view.kwargs)
        return False


class CaseView(APIView):
    permission_classes = [HasAssignment]


class SchemaQuery(Serializer):
    """Which version of the API is described, and in which language: no other values reach a header."""

    version = serializers.ChoiceField([settings.SPECTACULAR_SETTINGS["VERSION"]], required=False)
    lang = serializers.ChoiceField(settings.LANGUAGES, required=False)


class Schema(SpectacularAPIView):
    permission_classes = [IsAuthenticated]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        SchemaQuery(data=request.query_params).is_valid(raise_exception=True)


class ListQuery(Serializer):
    """Which of the unit's lists, and which page of it."""

    list = serializers.ChoiceField([(n.name, n.label) for n in CASE_LISTS.values()], default="inneliggande")
    page = serializers.IntegerField(min_value=1, max_value=queries.LAST_PAGE, default=1)


class Cases(CaseView):
    @extend_schema(operation_id="cases_list", parameters=[ListQuery], responses={200: CasePage, **ANSWERS})
    def get(self, request: ActingRequest) -> Response:
        """The unit's own cases, a page at a time."""
        query = ListQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        now, wanted = timezone.now(), query.validated_data
        named, number = CASE_LISTS[wanted["list"]], wanted["page"]
        page = queries.worklist(request.assignment, Ordered(named), Filters(), number=number, now=now)
        answer = {"page": page.number, "has_next": page.has_next, "results": page.rows}
        return Response(CasePage(answer, context={"today": local_date(now)}).data)


class CaseDetail(CaseView):
    @extend_schema(operation_id="cases_retrieve", responses={200: CaseFileSerializer, **ANSWERS})
    def get(self, request: ActingRequest, case_id: UUID) -> Response:
        """One case with its messages, and what the unit may send now."""
        by = request.assignment
        file = queries.case_file(queries.open_case(by, case_id, detail="API"))
        hidden = file.case.patient.protected_identity
        context = {
            "protected": hidden,
            "circumstances": circumstances(file, by, hidden=hidden),
            "place_shown": file.case.place.is_open,
            "today": local_date(timezone.now()),
            "available": available(file.state, by.unit_id, by.unit.party),
        }
        return Response(CaseFileSerializer(file, context=context).data)


class Messages(CaseView):
    schema = MessageSchema()
    # A file comes as one part of several; everything else may come as JSON.
    parser_classes = [JSONParser, MultiPartParser]

    def post(self, request: ActingRequest, case_id: UUID, type: str) -> Response:
        """Send a message. The same `submission` again answers 200 with the message that was sent."""
        message_type = MESSAGE_TYPES.get(type)
        if message_type is None or message_type.starts_case:
            raise Http404
        case = queries.open_case(
            request.assignment, case_id, action=AccessLog.Action.WRITE, detail=f"API {type}"
        )
        message = message_serializer(message_type)(data=request.data)
        message.is_valid(raise_exception=True)
        values = dict(message.validated_data)
        submission, behalf = values.pop("submission"), values.pop("on_behalf_of", None)
        used_in = lookup.case_of(submission)
        if used_in not in (None, case.pk):
            raise Refused(ALREADY_USED)
        sent = actions.send(
            by=request.assignment,
            case_id=case.pk,
            type=type,
            values=values,
            submission=submission,
            now=timezone.now,
            behalf=behalf,
        )
        if sent.type != type:
            raise Refused(ALREADY_USED)
        code = status.HTTP_200_OK if used_in else status.HTTP_201_CREATED
        context = {
            "protected": case.patient.protected_identity,
            "place_shown": case.place.is_open,
        }
        _, messages = journal.read_seen(case.pk)
        answer = places.veil_message(next(one for one in messages if one.pk == sent.pk), case.place)
        return Response(MessageSerializer(answer, context=context).data, code)


class AttachmentFile(CaseView):
    @extend_schema(
        operation_id="attachments_retrieve",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, 410: Problem, **ANSWERS},
    )
    def get(self, request: ActingRequest, case_id: UUID, attachment_id: UUID) -> HttpResponse:
        """The file of a message, as it was sent."""
        detail = f"API bilaga {attachment_id}"
        case, found = queries.open_within(
            request.assignment,
            case_id,
            lambda case: queries.attachment(case.pk, attachment_id),
            action=AccessLog.Action.EXPORT,
            detail=detail,
        )
        if found.is_destroyed:
            raise Gone
        return as_file(case, found)


class WronglySentList(CaseView):
    @extend_schema(
        operation_id="wrongly_sent_list", responses={200: WronglySentSerializer(many=True), **ANSWERS}
    )
    def get(self, request: ActingRequest) -> Response:
        """What was sent to the unit, or by it on paper, by mistake, until that is noted: nothing of whom."""
        return Response(WronglySentSerializer(queries.wrongly_sent(request.assignment), many=True).data)


class WronglySentNoted(CaseView):
    @extend_schema(operation_id="wrongly_sent_note", request=None, responses={204: None, **ANSWERS})
    def post(self, request: ActingRequest, row_id: UUID) -> Response:
        """Noted: the unit's lists show it no more."""
        by = request.assignment
        if queries.one_wrongly_sent(by, row_id) is None:
            raise Http404
        actions.note_wrongly_sent(by=by, row_id=row_id, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class Recalled(Serializer):
    recall = serializers.CharField(help_text="Hur det är gjort, och vem ni talade med: 5–200 tecken.")


class RecallNoted(CaseView):
    @extend_schema(operation_id="recall_note", request=Recalled, responses={204: None, **ANSWERS})
    def post(self, request: ActingRequest, row_id: UUID) -> Response:
        """How paper to a unit that is not connected was recalled."""
        by = request.assignment
        if queries.one_recall(by, row_id) is None:
            raise Http404
        said = judge(RecallForm(read(Recalled, request)))
        actions.note_recall(by=by, row_id=row_id, recall=said["recall"], now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class Which(Serializer):
    """The messages that were read; or one of them; with neither, all that wait for the unit."""

    message = serializers.UUIDField(required=False, allow_null=True)
    messages = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=MOST_NAMED)


class Undo(Serializer):
    """The messages whose receipts are undone."""

    messages = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_NAMED)


class Acknowledged(Serializer):
    acknowledged = serializers.IntegerField()


class Acknowledge(CaseView):
    @extend_schema(operation_id="cases_acknowledge", request=Which, responses={200: Acknowledged, **ANSWERS})
    def post(self, request: ActingRequest, case_id: UUID) -> Response:
        """Kvittera: answers with how many messages were acknowledged now."""
        _open_received(request, case_id, _named(given(Which, request)) or (), "API kvittens")
        named = _named(read(Which, request))
        count = actions.acknowledge(by=request.assignment, case_id=case_id, messages=named, now=timezone.now)
        return Response({"acknowledged": count})


class Undone(Serializer):
    undone = serializers.IntegerField()


class UndoReceipts(CaseView):
    @extend_schema(operation_id="receipts_undo", request=Undo, responses={200: Undone, **ANSWERS})
    def post(self, request: ActingRequest, case_id: UUID) -> Response:
        """Ångra kvittens: answers with how many messages wait for the unit again. Never of a legal notice."""
        _open_received(request, case_id, given(Undo, request).get("messages", ()), "API ångrad kvittens")
        named = read(Undo, request)["messages"]
        count = actions.undo_receipts(
            by=request.assignment, case_id=case_id, message_ids=named, now=timezone.now
        )
        return Response({"undone": count})


def _named(which: Mapping[str, Any]) -> Collection[UUID] | None:
    """None: all that wait for the unit."""
    one = [which["message"]] if which.get("message") else None
    return which.get("messages", one)


def _open_received(request: ActingRequest, case_id: UUID, named: Collection[UUID], detail: str) -> None:
    """Open the case, where the unit has received all that is named. Raises Http404."""
    by = request.assignment
    queries.open_within(
        by,
        case_id,
        lambda case: case if queries.has_received(case.pk, named, by.unit_id) else None,
        action=AccessLog.Action.WRITE,
        detail=detail,
    )
