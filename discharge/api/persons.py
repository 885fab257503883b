"""The person of a case by the API: name and address, another number, and taking a link of numbers back."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from discharge import actions, queries
from discharge.api.case_serializers import Person
from discharge.api.reading import given, judge, read
from discharge.api.schema import ANSWERS
from discharge.api.views import ActingRequest, CaseView, HasAssignment
from discharge.forms.numbers import LINKED, LinkForm, UndoForm, UndoStep
from discharge.forms.persons import PersonForm
from discharge.models import Case, LinkKind
from discharge.models.patients import REGISTERED
from discharge.presenters.people.lookups import too_many
from discharge.presenters.people.persons import person_on_page
from discharge.process import Refused
from discharge.queries.lookups import lookup
from discharge.queries.lookups.lookup import TooMany
from municipalities.access.roles import REGISTERING_ROLES
from municipalities.door.serializers import Serializer
from municipalities.models import AccessLog, Assignment
from municipalities.swedish.clock import local_date
from municipalities.views.gate import note_refused


class NameAndAddress(Serializer):
    """What is left out stays as it is."""

    given_name = serializers.CharField(required=False, allow_blank=True)
    family_name = serializers.CharField(required=False, allow_blank=True)
    street = serializers.CharField(required=False, allow_blank=True)
    postal_code = serializers.CharField(required=False, allow_blank=True)
    city = serializers.CharField(required=False, allow_blank=True)


class AnotherNumber(Serializer):
    kind = serializers.ChoiceField(LinkKind.choices())
    number = serializers.CharField()
    reason = serializers.CharField(help_text="Hur ni vet det: 5–80 tecken, visas för ärendets parter.")
    confirmed = serializers.CharField(
        required=False, help_text="Numret en gång till, där det säger att personen är äldre än någon blir."
    )


class Undoing(Serializer):
    """One asks, with a reason; another user confirms or declines."""

    step = serializers.ChoiceField(UndoStep.choices())
    reason = serializers.CharField(required=False)


class Registering(HasAssignment):
    """At a unit, and in a role, that says who a case's person is."""

    message = "Logga in och välj en enhet där du registrerar patienter."

    def has_permission(self, request: Request, view: APIView) -> bool:
        assignment: Assignment | None = getattr(request, "assignment", None)
        if assignment is None or not super().has_permission(request, view):
            return False
        if assignment.role not in REGISTERING_ROLES:
            note_refused(assignment, view.kwargs)
        return assignment.role in REGISTERING_ROLES


class PersonOfCase(CaseView):
    @extend_schema(operation_id="person_correct", request=NameAndAddress, responses={200: Person, **ANSWERS})
    def post(self, request: ActingRequest, case_id: UUID) -> Response:
        """Register name and address anew in the case; not of a protected identity."""
        by = request.assignment
        case = acting_case(by, case_id, "API personuppgifter")
        if case.patient.protected_identity:
            raise Http404
        said = read(NameAndAddress, request)
        known = {name: getattr(case.person, name) for name in PersonForm.base_fields}
        values = judge(PersonForm(known | said))
        changed = actions.correct_person(by=by, case_id=case.pk, values=values, now=timezone.now())
        if changed:
            detail = f"API ändrade uppgifter: {', '.join(REGISTERED[name] for name in changed)}"
            queries.open_case(by, case_id, action=AccessLog.Action.WRITE, detail=detail)
        return answer(by, case_id)


class NumberOfCase(CaseView):
    permission_classes = [Registering]

    @extend_schema(operation_id="number_link", request=AnotherNumber, responses={200: Person, **ANSWERS})
    def post(self, request: ActingRequest, case_id: UUID) -> Response:
        """Say that the person has another number: one that came later, or one instead of a wrong one."""
        by, now = request.assignment, timezone.now()
        form = LinkForm(now, given(AnotherNumber, request))
        case = acting_case(by, case_id, f"API {form.logged}")
        read(AnotherNumber, request)
        values = {name: value for name, value in judge(form).items() if name != "confirmed"}
        try:
            lookup.note_lookup(values["number"], by=by, reason=f"API {LINKED}", now=now)
        except TooMany as limit:
            raise Refused(too_many(limit)) from None
        actions.link_number(by=by, case_id=case.pk, now=now, **values)
        return answer(by, case_id)


class LinkOfCase(CaseView):
    permission_classes = [Registering]

    @extend_schema(operation_id="number_unlink", request=Undoing, responses={200: Person, **ANSWERS})
    def post(self, request: ActingRequest, case_id: UUID, link_id: UUID) -> Response:
        """Ask for a link of numbers to be undone, or confirm or decline what another has asked."""
        by = request.assignment
        form = UndoForm(given(Undoing, request))
        queries.open_within(
            by,
            case_id,
            lambda case: queries.link_of(case, link_id),
            action=AccessLog.Action.WRITE,
            detail=f"API {form.logged}",
        )
        read(Undoing, request)
        values = judge(form)
        actions.undo_link(by=by, case_id=case_id, link_id=link_id, now=timezone.now(), **values)
        return answer(by, case_id)


def acting_case(
    by: Assignment, case_id: UUID, detail: str, action: AccessLog.Action = AccessLog.Action.WRITE
) -> Case:
    """The case, for a unit that still has a part in it. Raises Http404."""
    return queries.open_within(
        by,
        case_id,
        lambda case: None if case.seen_until else case,
        action=action,
        detail=detail,
    )[0]


def answer(by: Assignment, case_id: UUID) -> Response:
    """The person as the case now knows it."""
    case = queries.open_case(by, case_id, detail="API")
    words = person_on_page(case, local_date(timezone.now()), revealed=False)
    return Response(Person(words).data)
