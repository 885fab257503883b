"""What was sent on paper is entered afterwards: by whom, from when it counts, and what is refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from discharge.models import Message
from discharge.process import Refused
from discharge.process.judging import afterwards
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.corrected.corrections import correct
from tests.factories.discharge.rows_seen import assert_columns_hold
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 3, 9, 8, 5, tzinfo=STOCKHOLM)
TEN = datetime(2026, 3, 9, 10, tzinfo=STOCKHOLM)
NEXT_DAY = timedelta(hours=25)


@pytest.fixture
def stay() -> Stay:
    return Stay(now=MORNING)


def paper(stay: Stay, at: datetime = TEN, **changes: Any) -> dict[str, Any]:
    told = (stay.officer.unit_id, stay.coordinator.unit_id)
    said = {
        afterwards.AT: at,
        afterwards.CHANNEL: "fax",
        afterwards.BY: "Anna Alm",
        afterwards.TOLD: told,
    }
    return said | changes


def refused(stay: Stay, **values: Any) -> dict[str, str]:
    with pytest.raises(Refused) as refusal, transaction.atomic():
        stay.ready(**values)
    return refusal.value.problems


def test_a_notice_on_paper_is_kept_with_both_times(stay: Stay) -> None:
    stay.wait(hours=25)
    sent = stay.ready(**paper(stay))
    kept = Message.objects.get(pk=sent.pk)
    assert (kept.sent_at, kept.happened_at, kept.channel, kept.sent_by) == (stay.now, TEN, "fax", "Anna Alm")
    [period] = stay.state().ready_periods
    assert (period.counts_from, period.entered_at) == (TEN, stay.now)
    assert stay.row().ready_at == TEN
    assert_columns_hold(stay)


def test_the_earlier_counts_where_the_other_was_sent_here(stay: Stay) -> None:
    stay.wait(hours=6)
    here = stay.ready()
    stay.wait(hours=20)
    first = stay.ready(**paper(stay))
    assert stay.state().duplicates == {here.pk: first.pk}
    assert [period.counts_from for period in stay.state().ready_periods] == [TEN]
    assert_columns_hold(stay)


def test_what_is_wrong_with_the_time(stay: Stay) -> None:
    stay.wait(hours=25)
    too_early = refused(stay, **paper(stay, MORNING - timedelta(days=1)))
    assert too_early[afterwards.AT].startswith("Tiden är före inskrivningen")
    future = refused(stay, **paper(stay, stay.now + timedelta(hours=3)))
    assert future == {afterwards.AT: "Tiden ligger i framtiden. Ange när det hände."}


@pytest.mark.parametrize("name", sorted(afterwards.NAMES))
def test_all_of_it_is_said_or_none(stay: Stay, name: str) -> None:
    stay.wait(hours=25)
    nothing: dict[str, Any] = {name: None}
    assert list(refused(stay, **paper(stay, **nothing))) == [name]


def test_who_got_the_paper_is_one_who_gets_the_message(stay: Stay) -> None:
    stay.wait(hours=25)
    told: dict[str, Any] = {afterwards.TOLD: (stay.nurse.unit_id,)}
    assert refused(stay, **paper(stay, **told)) == {afterwards.TOLD: afterwards.NOT_THOSE}


def test_who_had_no_part_then_sent_nothing_then(stay: Stay) -> None:
    """What was sent by somebody else's paper, before the case came, is not the unit's to enter."""
    office = people.assignment_at("Biståndsenheten Huddinge")
    stay.wait(hours=25)
    stay.send(stay.nurse, "participant_added", to=office.unit_id, reason="Flyttar.")
    came_in, told = stay.now, (stay.nurse.unit_id,)
    stay.wait(hours=3)
    said = {"wish": "declines", "comment": "Till Anna i telefon."}
    with pytest.raises(Refused, match="deltog inte i ärendet vid den tiden"), transaction.atomic():
        stay.send(office, "services_declined", **said, **paper(stay, TEN, **{afterwards.TOLD: told}))
    later = paper(stay, came_in + timedelta(hours=1), **{afterwards.TOLD: told})
    assert stay.send(office, "services_declined", **said, **later).happened_at == later[afterwards.AT]


def test_the_same_paper_is_entered_once(stay: Stay) -> None:
    stay.wait(hours=25)
    stay.ready(**paper(stay))
    assert refused(stay, **paper(stay)) == {afterwards.AT: afterwards.TWICE}
    # Nor one that the case had been told already when it was sent.
    assert refused(stay, **paper(stay, TEN + timedelta(hours=1))) == {}


def test_what_was_sent_before_a_withdrawal_ended_with_it(stay: Stay) -> None:
    """The notice of a second period can't have been sent while the first one ran."""
    stay.wait(hours=4)
    stay.ready()
    stay.withdraw()
    at = stay.now - timedelta(minutes=5)
    stay.wait(hours=20)
    assert refused(stay, **paper(stay, at)) == {}
    stay.ready(**paper(stay, stay.now - timedelta(hours=2)))
    assert len(stay.state().ready_periods) == 2
    assert_columns_hold(stay)


def test_who_takes_part_does_so_from_the_entry(stay: Stay) -> None:
    stay.wait(hours=25)
    values = {"participant": stay.coordinator.unit_id, "reason": "Flyttat."}
    with pytest.raises(Refused) as refusal, transaction.atomic():
        stay.send(stay.nurse, "participant_removed", **values, **paper(stay))
    assert refusal.value.problems == {afterwards.AT: afterwards.NOT_AFTERWARDS}


def test_the_admission_notice_itself_may_have_gone_on_paper() -> None:
    values: dict[str, Any] = {
        "admitted_at": MORNING - timedelta(days=2),
        afterwards.AT: MORNING - timedelta(days=1, hours=12),
        afterwards.CHANNEL: "paper",
        afterwards.BY: "Anna Alm",
    }
    stay = Stay(now=MORNING, **values)
    state = stay.state()
    assert state.admission_counts_from == values[afterwards.AT]
    assert state.admission_notice is not None
    assert state.due[state.admission_notice] > values[afterwards.AT]
    assert_columns_hold(stay)


def test_an_admission_notice_is_not_sent_before_the_admission() -> None:
    values: dict[str, Any] = {afterwards.AT: MORNING - timedelta(days=1)}
    values |= {afterwards.CHANNEL: "paper", afterwards.BY: "Anna"}
    with pytest.raises(Refused) as refusal:
        Stay(now=MORNING, **values)
    assert refusal.value.problems[afterwards.AT].startswith("Tiden är före inskrivningen")


def test_the_true_time_is_corrected(stay: Stay) -> None:
    stay.wait(hours=25)
    sent = stay.ready(**paper(stay))
    other = TEN + timedelta(hours=1)
    correct(stay, stay.nurse, sent, **paper(stay, other))
    assert [period.counts_from for period in stay.state().ready_periods] == [other]
    assert_columns_hold(stay)


def test_what_was_sent_here_had_gone_on_paper_before(stay: Stay) -> None:
    stay.wait(hours=6)
    sent = stay.ready()
    correct(stay, stay.nurse, sent, **paper(stay))
    assert [period.counts_from for period in stay.state().ready_periods] == [TEN]
    with pytest.raises(Refused) as refusal, transaction.atomic():
        correct(stay, stay.nurse, sent, **paper(stay, sent.sent_at + timedelta(minutes=1)))
    assert refusal.value.problems[afterwards.AT].startswith("Tiden är efter")


def test_the_database_keeps_all_of_it_or_none(stay: Stay) -> None:
    stay.wait(hours=25)
    sent = stay.ready(**paper(stay))
    fields = {f.attname: getattr(sent, f.attname) for f in Message._meta.concrete_fields}
    for wrong in ({"channel": ""}, {"told": None}, {"happened_at": sent.sent_at + timedelta(seconds=1)}):
        with pytest.raises(IntegrityError, match="entered_afterwards_whole"), transaction.atomic():
            Message.objects.create(**fields | wrong | {"id": stay.case.pk, "submission": stay.case.pk})
