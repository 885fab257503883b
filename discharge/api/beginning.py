"""Beginning a case by the API: a stay with its inskrivningsmeddelande, and a SIP outside a stay."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from discharge import actions, queries
from discharge.api.message_serializers import MessageValues, serializer_field
from discharge.api.reading import judge
from discharge.api.schema import ANSWERS
from discharge.api.views import ALREADY_USED, ActingRequest, CaseView, HasAssignment
from discharge.forms import NumberForm, RegistrationForm, SipNumberForm, SipStartForm
from discharge.models import Case
from discharge.persons.identity_numbers import IdentityNumber
from discharge.presenters.people.lookups import too_many
from discharge.process import Refused
from discharge.process.judging import afterwards
from discharge.queries.lookups import lookup
from discharge.queries.lookups.lookup import Answer, TooMany
from municipalities.door.serializers import Serializer
from municipalities.models import AccessLog, Assignment, Role

STAY_OF_YOURS = "Personen har ett pågående vårdtillfälle som ni har en del i: ärende {}."
STAY_ELSEWHERE = (
    "Vårdtillfället finns på en annan enhet. Ett nytt kan inte registreras så länge det pågår. "
    "Be enheten att överföra det."
)
OWN_CASE = (
    "Ni har redan ett pågående ärende om personen: ärende {}. "
    "Skicka med `anyway` för att starta en ny SIP ändå."
)


class Looking(MessageValues):
    """The number that is looked up and why, the person as it is registered, the message and its receivers."""

    number = serializers.CharField(help_text="Personnummer, samordningsnummer eller reservnummer.")
    confirmed = serializers.CharField(
        required=False, help_text="Numret en gång till, där det säger att personen är äldre än någon blir."
    )
    given_name = serializers.CharField(required=False, allow_blank=True)
    family_name = serializers.CharField(required=False, allow_blank=True)
    protected_identity = serializers.BooleanField(default=False, help_text="Skriv då ingen adress.")
    street = serializers.CharField(required=False, allow_blank=True)
    postal_code = serializers.CharField(required=False, allow_blank=True)
    city = serializers.CharField(required=False, allow_blank=True)
    municipality = serializers.RegexField(
        r"^\d{4}$", required=False, allow_null=True, help_text="Folkbokföringskommunens kod."
    )
    district = serializers.UUIDField(required=False, allow_null=True)
    listed_unit = serializers.UUIDField(required=False, allow_null=True)
    municipal = serializers.UUIDField(required=False, allow_null=True, help_text="Mottagare i kommunen.")
    also = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        help_text="Fler mottagare i samma kommun. `municipal` håller i planeringen.",
    )
    surgery = serializers.UUIDField(required=False, allow_null=True, help_text="Vårdcentral.")
    clinic = serializers.UUIDField(required=False, allow_null=True, help_text="Öppenvårdsmottagning.")


class Begun(Serializer):
    """The case that was begun; `/api/cases/{id}/` reads it."""

    id = serializers.UUIDField(source="pk")
    reference = serializers.CharField()


def beginning_serializer(
    form: type[RegistrationForm], numbers: type[NumberForm], **more: serializers.Field
) -> type[Looking]:
    """What the form asks for, by the same names; `lookup_reason` says why the number is looked up."""
    rows = [field for row in (form.notice, *form.beside) for field in row.fields if not field.filled]
    fields = {field.name: serializer_field(field) for field in rows}
    if form.notice.may_be_entered_afterwards:
        fields |= {field.name: serializer_field(field) for field in afterwards.ASKED_TO_BEGIN}
    fields["lookup_reason"] = serializers.ChoiceField(numbers.reasons.choices())
    name = "".join(part.capitalize() for part in form.notice.name.split("_"))
    return type(f"{name}Beginning", (Looking,), {"__doc__": form.notice.title, **fields, **more})


class Beginning(HasAssignment):
    """In a role that begins such a case."""

    roles: ClassVar[Collection[Role]]

    def has_permission(self, request: Request, view: APIView) -> bool:
        assignment: Assignment | None = getattr(request, "assignment", None)
        return assignment is not None and assignment.role in self.roles


class WardBegins(Beginning):
    roles = (Role.INPATIENT,)
    message = "Bara slutenvården skickar inskrivningsmeddelande. Byt till er avdelning."


class OthersBegin(Beginning):
    roles = (Role.OUTPATIENT, Role.CASE_OFFICER)
    message = "Bara öppenvård och kommun startar en SIP utan vårdtillfälle."


AdmissionBeginning = beginning_serializer(RegistrationForm, NumberForm)
SipBeginning = beginning_serializer(
    SipStartForm,
    SipNumberForm,
    anyway=serializers.BooleanField(
        default=False, help_text="Starta en ny fast enheten har ett pågående ärende om personen."
    ),
)


class Admissions(CaseView):
    permission_classes = [WardBegins]

    @extend_schema(
        operation_id="admissions_create",
        request=AdmissionBeginning,
        responses={200: Begun, 201: Begun, **ANSWERS},
    )
    def post(self, request: ActingRequest) -> Response:
        """Register a stay and send its notice. The same `submission` again answers 200 with the case."""
        return _begin(
            request,
            AdmissionBeginning,
            (NumberForm, RegistrationForm),
            refuse=refuse_second_stay,
            action=actions.register_admission,
        )


class Sips(CaseView):
    permission_classes = [OthersBegin]

    @extend_schema(
        operation_id="sips_create", request=SipBeginning, responses={200: Begun, 201: Begun, **ANSWERS}
    )
    def post(self, request: ActingRequest) -> Response:
        """Start a SIP outside a stay. The same `submission` again answers 200 with the case."""
        return _begin(
            request,
            SipBeginning,
            (SipNumberForm, SipStartForm),
            refuse=refuse_own_case,
            action=actions.start_sip,
        )


def _begin(
    request: ActingRequest,
    serializer: type[Looking],
    forms: tuple[type[NumberForm], type[RegistrationForm]],
    *,
    refuse: Callable[..., None],
    action: Callable[..., Case],
) -> Response:
    """Judged as on the pages, by the same forms: the number, then the rest, and only then is it looked up."""
    by, now = request.assignment, timezone.now()
    sent = serializer(data=request.data)
    sent.is_valid(raise_exception=True)
    values = dict(sent.validated_data)
    asked = {name: values.get(name, "") for name in ("number", "confirmed")}
    number = judge(forms[0](now, asked | {"reason": values["lookup_reason"]}))["number"]
    form = forms[1](by=by, now=now, data=values | {"checked": "API"})
    judge(form)
    begun = _already_begun(values["submission"], number, form)
    if begun:
        return _answer(by, begun, status.HTTP_200_OK)
    try:
        refuse(number, values, by=by, now=now)
    except TooMany as limit:
        raise Refused(too_many(limit)) from None
    try:
        case = action(
            by=by,
            person=form.person(number),
            values=form.values(),
            to=form.receivers(),
            submission=values["submission"],
            now=now,
        )
    except Refused as refused:
        # Of two at once the later is refused by the database, and finds here what the first has sent.
        begun = _already_begun(values["submission"], number, form)
        if begun:
            return _answer(by, begun, status.HTTP_200_OK)
        if refused.problems:
            form.refuse(refused)
            judge(form)
        raise
    queries.note_begun(case, f"API {form.notice.name}", by=by)
    return Response(Begun(case).data, status.HTTP_201_CREATED)


def _already_begun(submission: UUID, number: IdentityNumber, form: RegistrationForm) -> UUID | None:
    """The case that this call has begun. Raises Refused where the id was another message's or person's."""
    begun = lookup.begun_by(submission)
    if begun is None:
        return None
    if begun.type != form.notice.name or begun.case.patient.identity_number != number.value:
        raise Refused(ALREADY_USED)
    return begun.case_id


def refuse_second_stay(
    number: IdentityNumber, values: dict[str, Any], *, by: Assignment, now: datetime
) -> None:
    """Look the number up. Raises Refused where the person has an open stay."""
    reason = f"API {NumberForm.reasons(values['lookup_reason']).label}"
    stay = lookup.find_open_stay(number, by=by, reason=reason, now=now)
    if stay.answer is not Answer.NONE:
        raise Refused(STAY_OF_YOURS.format(stay.case_id) if stay.case_id else STAY_ELSEWHERE)


def refuse_own_case(number: IdentityNumber, values: dict[str, Any], *, by: Assignment, now: datetime) -> None:
    """The same. Raises Refused where the unit has a case of the person's, and another is not asked for."""
    reason = f"API {SipNumberForm.reasons(values['lookup_reason']).label}"
    case = lookup.find_own_case(number, by=by, reason=reason, now=now)
    if case and not values["anyway"]:
        raise Refused(OWN_CASE.format(case.pk))


def _answer(by: Assignment, case_id: UUID, code: int) -> Response:
    case = queries.open_case(by, case_id, action=AccessLog.Action.OPEN, detail="API")
    return Response(Begun(case).data, code)
