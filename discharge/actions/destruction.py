"""Destroying content: one person asks, another confirms. Run by the owner role, from the command line.

`by` is a user and no assignment: nobody acts for a unit here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.db.models.functions import Coalesce

from discharge.models import Attachment, Case, Destruction, LegalHold, Message, Patient
from discharge.process import Refused
from municipalities.models import User
from municipalities.swedish.clock import local_date

#: PDL 2008:355, 3 kap. 17 §: at least ten years after the last entry; a leap day more does no harm.
KEPT = timedelta(days=10 * 366)
_HELD = LegalHold.objects.filter(lifted_at__isnull=True)
#: A hold keeps all that the person has, by whichever of linked numbers.
_PERSON = Coalesce("patient__linked_to_id", "patient_id")
_HELD_PERSONS = Case.objects.filter(Exists(_HELD.filter(case=OuterRef("pk")))).annotate(human=_PERSON)


@transaction.atomic
def request_destruction(
    *, by: User, case: Case, messages: Sequence[UUID], decision: str, decided_on: date, now: datetime
) -> Destruction:
    """Ask for the content of `messages` (empty: all of the case's) to be destroyed, on a decision by IVO.

    PDL 2008:355, 8 kap. 4 §. Nothing is destroyed yet. Raises Refused.
    """
    if not decision:
        raise Refused("Ange IVO:s beslut: diarienummer.")
    own = set(Message.objects.filter(case=case).values_list("pk", flat=True))
    if unknown := set(messages) - own:
        raise Refused(f"Meddelandet finns inte i ärendet: {min(unknown)}. Kontrollera dess id.")
    _refuse_held_person(case.pk)
    return _save_request(Destruction.Ground.IVO, case, messages or own, decision, decided_on, by, now)


@transaction.atomic
def propose_disposal(*, by: User, now: datetime) -> list[Destruction]:
    """The disposal list: closed cases whose ten years have passed, none of them held or listed before.

    A list for somebody else to review; what nobody confirms stays.
    """
    listed = Destruction.objects.filter(
        case=OuterRef("pk"), ground=Destruction.Ground.DISPOSAL, withdrawn_at__isnull=True
    )
    cases = Case.objects.filter(is_open=False).annotate(last_at=Max("messages__sent_at"), human=_PERSON)
    held = _HELD_PERSONS.filter(human=OuterRef("human"))
    due = cases.filter(~Exists(listed), ~Exists(held), last_at__lt=now - KEPT)
    today = local_date(now)
    requests = []
    for case in due.order_by("reference"):
        messages = list(Message.objects.filter(case=case).values_list("pk", flat=True))
        decision = f"Gallringslista {today}"
        requests.append(_save_request(Destruction.Ground.DISPOSAL, case, messages, decision, today, by, now))
    return requests


@transaction.atomic
def confirm_destruction(*, by: User, destruction_id: UUID, now: datetime) -> int:
    """Destroy what somebody else has asked for; returns how many messages. Raises Refused."""
    destruction = Destruction.objects.select_for_update().filter(pk=destruction_id).first()
    if destruction is None:
        raise Refused("Det finns ingen sådan begäran. Kontrollera dess id.")
    if destruction.confirmed_at:
        raise Refused("Begäran är redan bekräftad. Gör en ny om mer ska förstöras.")
    if destruction.withdrawn_at:
        raise Refused("Begäran är återtagen. Gör en ny om innehållet ska förstöras.")
    if destruction.requested_by_id == by.pk:
        raise Refused("Någon annan än den som begärde måste bekräfta. Be en kollega att göra det.")
    _refuse_held_person(destruction.case_id)
    destruction.confirmed_by, destruction.confirmed_at = by, now
    destruction.save(update_fields=["confirmed_by", "confirmed_at"])
    emptied = Message.objects.filter(pk__in=destruction.messages).update(content={})
    Attachment.objects.filter(message__in=destruction.messages).update(name="", data=b"")
    return emptied


@transaction.atomic
def hold_case(*, by: User, case: Case, reason: str, now: datetime) -> None:
    """Let nothing of the case be destroyed until the hold is lifted. Raises Refused."""
    _refuse_held(case.pk)
    LegalHold(case=case, reason=reason, set_by=by, set_at=now).save(force_insert=True)


@transaction.atomic
def lift_hold(*, by: User, case: Case, now: datetime) -> None:
    """Raises Refused where there is no hold."""
    if not _HELD.filter(case=case).update(lifted_by=by, lifted_at=now):
        raise Refused("Ärendet är inte undantaget från gallring. Kontrollera vilket ärende det gäller.")


def cases_of_person(number: str) -> list[Case]:
    """All cases of the person with that number, also those begun with a number that is linked."""
    person = Patient.objects.filter(identity_number=number, number_is_wrong=False).first()
    newest = (person.linked_to_id or person.pk) if person else None
    return list(Case.objects.annotate(human=_PERSON).filter(human=newest).order_by("admitted_at"))


def _refuse_held_person(case_id: UUID) -> None:
    person = Case.objects.annotate(human=_PERSON).values_list("human", flat=True).get(pk=case_id)
    for held in _HELD_PERSONS.filter(human=person)[:1]:
        _refuse_held(held.pk)


def _refuse_held(case_id: UUID) -> None:
    held = _HELD.filter(case_id=case_id).first()
    if held:
        raise Refused(
            "Vänta tills undantaget är hävt. "
            f"Ärendet är undantaget från gallring och förstöring: {held.reason}"
        )


def _save_request(
    ground: str,
    case: Case,
    messages: Sequence[UUID] | set[UUID],
    decision: str,
    decided_on: date,
    by: User,
    now: datetime,
) -> Destruction:
    destruction = Destruction(
        case=case,
        messages=list(messages),
        ground=ground,
        decision=decision,
        decided_on=decided_on,
        requested_by=by,
        requested_at=now,
    )
    destruction.save(force_insert=True)
    return destruction
