"""Protected identity by the API: set, taken away, and shown for a reason, the place of care too."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from discharge import actions, queries
from discharge.api.case_serializers import Person, UnitName
from discharge.api.persons import acting_case, answer
from discharge.api.reading import given, judge, read
from discharge.api.schema import ANSWERS
from discharge.api.views import ActingRequest, CaseView
from discharge.forms.persons import UnprotectForm
from discharge.forms.reason import ReasonForm
from discharge.models import Protection
from discharge.presenters.people.persons import person_on_page
from discharge.process import Refused
from municipalities.door.serializers import Serializer
from municipalities.models import AccessLog
from municipalities.swedish.clock import local_date

NOT_PROTECTED = "Personen har inte skyddade personuppgifter. Läs ärendet igen."


class Unprotecting(Serializer):
    ground = serializers.ChoiceField(Protection.Ground.choices)
    reason = serializers.CharField(help_text="5–80 tecken, sparas i åtkomstloggen.")


class Stated(Serializer):
    """Why the details are read: 5–80 characters, kept in the access log."""

    reason = serializers.CharField()


class ProtectedDetails(Serializer):
    """`/api/cases/{id}/` names the units of the case until `place_shown_until`; the person only here."""

    person = Person()
    ward = UnitName(allow_null=True)
    place_shown_until = serializers.DateTimeField()


class Protect(CaseView):
    @extend_schema(operation_id="person_protect", request=None, responses={200: Person, **ANSWERS})
    def post(self, request: ActingRequest, case_id: UUID) -> Response:
        """Protect the identity, in all of the person's cases; the answer tells nothing more of who it is."""
        by = request.assignment
        case = acting_case(by, case_id, "API satte skyddade personuppgifter")
        actions.protect_person(by=by, case_id=case.pk, now=timezone.now())
        return answer(by, case_id)


class Unprotect(CaseView):
    @extend_schema(operation_id="person_unprotect", request=Unprotecting, responses={200: Person, **ANSWERS})
    def post(self, request: ActingRequest, case_id: UUID) -> Response:
        """Take away what the own unit has set, or on the ground that the register says so."""
        by = request.assignment
        form = UnprotectForm(given(Unprotecting, request))
        case = acting_case(by, case_id, f"API {form.logged}")
        read(Unprotecting, request)
        actions.unprotect_person(by=by, case_id=case.pk, now=timezone.now(), **judge(form))
        return answer(by, case_id)


class Protected(CaseView):
    @extend_schema(
        operation_id="protected_details", request=Stated, responses={200: ProtectedDetails, **ANSWERS}
    )
    def post(self, request: ActingRequest, case_id: UUID) -> Response:
        """Read who a protected person is, and for an hour where that is, for a reason that the log keeps."""
        by = request.assignment
        form = ReasonForm(given(Stated, request))
        detail = f"API skyddade personuppgifter: {form.cleaned_data['reason']}" if form.is_valid() else "API"
        case = acting_case(by, case_id, detail, AccessLog.Action.OPEN)
        read(Stated, request)
        reason = judge(form)["reason"]
        if not case.patient.protected_identity:
            raise Refused(NOT_PROTECTED)
        now = timezone.now()
        until = actions.show_place(by=by, case_id=case.pk, reason=reason, now=now)
        case = queries.with_place_shown(by, case)
        details = {
            "person": person_on_page(case, local_date(now), revealed=True),
            "ward": case.ward,
            "place_shown_until": until,
        }
        return Response(ProtectedDetails(details).data)
