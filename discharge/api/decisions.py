"""The region's decisions by the API: in a case that is found by its reference, and not read."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from discharge import actions
from discharge.api.message_serializers import message_serializer
from discharge.api.schema import ANSWERS
from discharge.api.views import ActingRequest
from discharge.forms import submission_of
from discharge.process import MESSAGE_TYPES, Refused
from discharge.queries.lookups.deciding import decision_basis, may_decide
from municipalities.door.serializers import Serializer
from municipalities.models import AccessLog, Assignment, Role
from municipalities.views.gate import note_refused


class Decides(BasePermission):
    """The user acts as the region's invoicer, with the right to close months."""

    message = "Bara regionens fakturerare beslutar i ett ärende som enheten inte deltar i."

    def has_permission(self, request: Request, view: APIView) -> bool:
        assignment: Assignment | None = getattr(request, "assignment", None)
        if assignment is None:
            return False
        if assignment.role == Role.INVOICER and may_decide(assignment):
            return True
        note_refused(assignment, view.kwargs)
        return False


class Decided(Serializer):
    """The message that was sent, and when."""

    id = serializers.UUIDField(source="pk")
    type = serializers.CharField()
    sent_at = serializers.DateTimeField()


def _decisions() -> dict[str, Any]:
    return {
        row.name: message_serializer(row)
        for row in MESSAGE_TYPES.values()
        if row.decided_by_region or row.entered_by_region
    }


class Decisions(APIView):
    permission_classes = [Decides]

    @extend_schema(
        operation_id="decisions_create",
        parameters=[OpenApiParameter("type", str, OpenApiParameter.PATH, enum=list(_decisions()))],
        request=PolymorphicProxySerializer(
            "DecisionToSend", list(_decisions().values()), resource_type_field_name=None
        ),
        responses={200: Decided, 201: Decided, **ANSWERS},
    )
    def post(self, request: ActingRequest, reference: str, type: str) -> Response:
        """Decide in a case, or enter what its ward sent outside the system.

        The same `submission` again answers 200 with what was sent then.
        """
        if type not in _decisions():
            raise Http404
        by = request.assignment
        basis = decision_basis(
            by,
            reference,
            f"API {type}",
            submission=submission_of(request.data) if isinstance(request.data, dict) else None,
            action=AccessLog.Action.WRITE,
        )
        message = message_serializer(MESSAGE_TYPES[type])(data=request.data)
        message.is_valid(raise_exception=True)
        values = dict(message.validated_data)
        submission = values.pop("submission")
        sent = actions.decide(
            by=by,
            reference=basis.reference,
            type=type,
            values=values,
            submission=submission,
            now=timezone.now,
        )
        if sent.type != type:
            raise Refused(
                "Samma submission har redan använts för ett annat meddelande. Skicka med ett nytt id."
            )
        return Response(Decided(sent).data, status.HTTP_200_OK if basis.is_sent else status.HTTP_201_CREATED)
