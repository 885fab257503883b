"""A corrected municipality: who pays from when, by what had reached it, and who reads what."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from discharge.actions.sending.payers import RECEIVER_MISSING
from discharge.models import Case, CaseFacts, Message, Participation
from discharge.process import Refused
from discharge.queries import journal
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.billing.told import NOTICE, assessed, days, go_home, office, ready, story
from tests.factories.corrected.municipalities import CORRECTION, HUDDINGE, correct_area, decide_area
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db


def payers(stay: Stay) -> list[str | None]:
    return [period.care.payer for period in assessed(stay).periods]


def reads(who: Assignment, stay: Stay) -> int:
    """How many of the case's messages the unit reads by SQL; None of the case at all is 0 too."""
    with acting(who):
        assert Case.objects.filter(pk=stay.case.pk).exists() is bool(
            Message.objects.filter(case=stay.case).exists()
        )
        return Message.objects.filter(case=stay.case).count()


def parts(stay: Stay, who: Assignment) -> Participation:
    with acting(stay.nurse):
        return Participation.objects.get(case=stay.case, unit=who.unit)


def test_wrong_from_the_start_is_judged_by_when_the_right_one_was_told() -> None:
    """Found on day 3: Huddinge, which nobody had told, pays nothing; Stockholm, told in time, no more."""
    stay = story()
    ready(stay)
    stay.wait(days=2)
    correct_area(stay, HUDDINGE, to=office("Huddinge").unit_id)
    assert days(go_home(stay, 20)) == []
    assert payers(stay) == [HUDDINGE]
    assert list(assessed(stay).reasons) == ["admission_notice_late"]
    assert assessed(stay).starts_on == (date(2020, 3, 14),)


def test_what_had_reached_the_right_one_earlier_counts() -> None:
    """Huddinge took part from the first day, for another reason: both its notices are in time."""
    stay = story(officer=office("Huddinge"))
    ready(stay)
    assert days(stay) == []
    correct_area(stay, HUDDINGE)
    assert days(go_home(stay, 15)) == [12, 13, 14]
    assert payers(stay) == [HUDDINGE]


def test_a_period_that_is_over_is_judged_anew() -> None:
    stay = story()
    stay.send(stay.nurse, "participant_added", to=office("Huddinge").unit_id, reason="Bor där.")
    stay.now = NOTICE
    ready(stay)
    go_home(stay, 16)
    assert (days(stay), payers(stay)) == ([12, 13, 14, 15], ["0180"])
    stay.now = datetime(2020, 3, 20, 9, 0, tzinfo=STOCKHOLM)
    correct_area(stay, HUDDINGE)
    # It had the notice of admission when it came in, three days late.
    assert (days(stay), payers(stay)) == ([], [HUDDINGE])
    assert list(assessed(stay).reasons) == ["admission_notice_late"]


def test_after_the_end_nobody_new_owes_anything() -> None:
    stay = story()
    ready(stay)
    go_home(stay, 16)
    stay.wait(days=3)
    correct_area(stay, HUDDINGE, to=office("Huddinge").unit_id)
    assert payers(stay) == []
    assert stay.state().tasks_of(office("Huddinge").unit_id) == []


def test_moved_during_the_period_the_one_of_day_zero_pays_it_out() -> None:
    """And keeps its part until then; the new one pays the next period."""
    stay, before, after = story(), office("Farsta"), office("Huddinge")
    ready(stay)
    stay.wait(days=3)
    correct_area(stay, HUDDINGE, how="moved", moved_on=date(2020, 3, 11), to=after.unit_id)
    assert stay.state().acts(before.unit_id)
    assert parts(stay, before).concerned
    stay.now = datetime(2020, 3, 16, 9, 0, tzinfo=STOCKHOLM)
    stay.withdraw()
    assert not stay.state().acts(before.unit_id)
    assert parts(stay, before).ended_at == stay.now
    ready(stay)
    go_home(stay, 22)
    assert (payers(stay), days(stay)) == (["0180", HUDDINGE], [12, 13, 14, 15, 19, 20, 21])
    assert reads(before, stay) > 0


def test_a_move_that_was_later_than_said_is_the_same_move() -> None:
    """Who pays follows: the first one again, which was told in time."""
    stay, after = story(), office("Huddinge")
    ready(stay)
    stay.wait(days=3)
    correct_area(stay, HUDDINGE, how="moved", moved_on=date(2020, 3, 8), to=after.unit_id)
    assert payers(stay) == [HUDDINGE]
    correct_area(stay, HUDDINGE, how="moved", moved_on=date(2020, 3, 11))
    go_home(stay, 16)
    assert (payers(stay), days(stay)) == (["0180"], [12, 13, 14, 15])
    assert [old.until for old in stay.state().former] == [date(2020, 3, 11)]


def test_who_had_been_moved_from_before_the_notice_leaves_at_once() -> None:
    """It pays nothing of the period that runs, though it was told of it."""
    stay, before = story(), office("Farsta")
    ready(stay)
    stay.wait(days=3)
    correct_area(stay, HUDDINGE, how="moved", moved_on=date(2020, 3, 8), to=office("Huddinge").unit_id)
    assert not stay.state().acts(before.unit_id)
    assert parts(stay, before).ended_at == stay.now
    assert stay.state().tasks_of(before.unit_id) == []


def moved_while_ready() -> Stay:
    """The one of day zero pays the period, and leaves with it."""
    stay = story()
    ready(stay)
    stay.wait(days=3)
    correct_area(stay, HUDDINGE, how="moved", moved_on=date(2020, 3, 11), to=office("Huddinge").unit_id)
    assert stay.state().leaving == {office("Farsta").unit_id}
    return stay


def test_a_move_that_was_earlier_than_said_ends_the_part_of_who_does_not_pay() -> None:
    stay, before = moved_while_ready(), office("Farsta")
    correct_area(stay, HUDDINGE, how="moved", moved_on=date(2020, 3, 8))
    assert payers(stay) == [HUDDINGE]
    assert parts(stay, before).ended_at == stay.state().last_at
    assert reads(before, stay) > 0


def test_who_has_been_moved_from_and_turns_out_to_be_wrong_reads_nothing() -> None:
    stay, before = moved_while_ready(), office("Farsta")
    correct_area(stay, HUDDINGE)
    assert stay.state().parts[before.unit_id].mistaken_at
    assert reads(before, stay) == 0


def test_who_has_moved_back_has_the_same_office() -> None:
    stay, before = moved_while_ready(), office("Farsta")
    correct_area(stay, "0180", how="moved", moved_on=date(2020, 3, 12))
    stay.withdraw()
    assert stay.state().acts(before.unit_id)
    assert not stay.state().acts(office("Huddinge").unit_id)


def test_moved_before_the_notice_the_admission_is_judged_by_who_paid_then() -> None:
    stay, after = story(), office("Huddinge")
    correct_area(stay, HUDDINGE, how="moved", moved_on=date(2020, 3, 8), to=after.unit_id)
    stay.now = NOTICE + timedelta(minutes=30)
    ready(stay)
    assert days(go_home(stay, 14)) == [12, 13]
    assert payers(stay) == [HUDDINGE]
    assert list(assessed(stay).reasons) == []
    with acting(stay.nurse):
        facts = CaseFacts.objects.get(case=stay.case).facts
    assert (facts["municipality"], [change["municipality"] for change in facts["changes"]]) == (
        "0180",
        [HUDDINGE],
    )


def test_moved_after_noon_of_the_notice_who_pays_on_day_zero_must_have_been_told() -> None:
    """Sent at 13 on Monday, so day zero is Tuesday, when the person had moved: told on Wednesday."""
    stay, after = story(), office("Huddinge")
    stay.now = NOTICE.replace(hour=12, minute=50)
    ready(stay)
    stay.now = NOTICE + timedelta(days=2)
    correct_area(stay, HUDDINGE, how="moved", moved_on=date(2020, 3, 10), to=after.unit_id)
    assert payers(stay) == [HUDDINGE]
    assert assessed(stay).starts_on == (date(2020, 3, 14),)


def test_who_never_should_have_had_it_reads_nothing_and_who_moved_reads_what_it_had() -> None:
    wrong, moved = story(), story()
    for stay, changes in ((wrong, {}), (moved, {"how": "moved", "moved_on": date(2020, 3, 8)})):
        assert reads(stay.officer, stay) == 1
        correct_area(stay, HUDDINGE, to=office("Huddinge").unit_id, **changes)
        assert reads(office("Huddinge"), stay) == 2
    assert (reads(wrong.officer, wrong), reads(moved.officer, moved)) == (0, 2)
    assert wrong.state().parts[wrong.officer.unit_id].mistaken_at
    # The one that moved was told; the other gets no message of a case that it can't read.
    with acting(wrong.nurse):
        last = journal.read(wrong.case.pk)[-1]
    assert wrong.officer.unit_id not in {to.unit for to in last.recipients}


def test_a_wrong_district_of_the_city_is_left_and_the_cost_follows() -> None:
    stay, right = story(officer=office("Bromma")), office("Farsta")
    ready(stay)
    correct_area(stay, "0180", district=right.unit.district_id, to=right.unit_id, how="wrong")
    assert stay.state().district == right.unit.district_id
    assert stay.state().acts(right.unit_id)
    assert days(go_home(stay, 14)) == [12, 13]


def test_put_right_again_the_first_one_reads_it_again() -> None:
    stay, first = story(), office("Farsta")
    ready(stay)
    correct_area(stay, HUDDINGE, to=office("Huddinge").unit_id)
    assert reads(first, stay) == 0
    correct_area(stay, "0180", district=people.assignment("stadsdel").unit.district_id, to=first.unit_id)
    assert reads(first, stay) > 1
    assert reads(office("Huddinge"), stay) == 0
    assert (days(go_home(stay, 14)), payers(stay)) == ([12, 13], ["0180"])


def test_the_region_corrects_as_the_ward_does() -> None:
    stay = story(officer=office("Huddinge"))
    ready(stay)
    decide_area(stay, HUDDINGE)
    assert (days(go_home(stay, 15)), payers(stay)) == ([12, 13, 14], [HUDDINGE])


def test_two_who_correct_at_once_the_later_reads_what_the_first_has_said() -> None:
    stay = story()
    said = stay.state().residence_said
    correct_area(stay, HUDDINGE, to=office("Huddinge").unit_id, follows=said)
    with pytest.raises(Refused) as late:
        decide_area(stay, "0182", to=office("Nacka").unit_id, follows=said)
    assert "har ändrats sedan" in late.value.problems["follows"]
    assert stay.state().payer == HUDDINGE


BAD = [
    ({}, "how", "står redan"),
    ({"municipality": HUDDINGE}, "to", "ingen där deltar"),
    ({"municipality": HUDDINGE, "to": "Nacka"}, "to", "hör inte till den kommun"),
    ({"municipality": None, "to": "Nacka"}, "to", "Ingen kommun betalar"),
    ({"municipality": HUDDINGE, "district": "own", "to": "Huddinge"}, "district", "ligger inte"),
    ({"municipality": HUDDINGE, "how": "moved", "to": "Huddinge"}, "moved_on", "Fyll i"),
    ({"municipality": HUDDINGE, "moved_on": date(2020, 3, 8), "to": "Huddinge"}, "moved_on", "annat svar"),
    (
        {"municipality": HUDDINGE, "how": "moved", "moved_on": date(2020, 3, 6), "to": "Huddinge"},
        "moved_on",
        "skrevs in",
    ),
    (
        {"municipality": HUDDINGE, "how": "moved", "moved_on": date(2020, 3, 20), "to": "Huddinge"},
        "moved_on",
        "framtiden",
    ),
    ({"municipality": HUDDINGE, "to": "Huddinge", "reason": ""}, "reason", "Fyll i"),
]


@pytest.mark.parametrize(("typed", "field", "said"), BAD)
@pytest.mark.parametrize("correct", [correct_area, decide_area])
def test_what_is_typed_wrong_is_refused_at_its_field(
    typed: dict[str, object], field: str, said: str, correct: object
) -> None:
    stay = story()
    own = stay.state().district
    values = {"municipality": "0180", "district": own} | typed
    if values["municipality"] != "0180" and "district" not in typed:
        values["district"] = None
    if values["district"] == "own":
        values["district"] = own
    if "to" in values:
        values["to"] = office(str(values["to"])).unit_id
    with pytest.raises(Refused) as refused:
        correct(stay, values.pop("municipality"), **values)  # type: ignore[operator]
    assert said in refused.value.problems[field]


def test_a_municipality_that_is_not_connected_is_told_on_paper() -> None:
    stay = story()
    ready(stay)
    with pytest.raises(Refused) as refused:
        correct_area(stay, "1480")
    assert refused.value.problems == {"to": RECEIVER_MISSING}
    correct_area(stay, "1480", to=people.unit("Göteborg kommun").pk)
    assert assessed(stay).periods == ()
    stay.post("municipality_correction", told_at=stay.now)
    assert payers(stay) == ["1480"]
    assert list(assessed(stay).reasons) == ["admission_notice_late"]


def test_what_the_region_decides_goes_on_paper_from_the_ward() -> None:
    """Where the right municipality is not connected, HSF has no part and prints nothing."""
    stay = story()
    ready(stay)
    decided = decide_area(stay, "1480", to=people.unit("Göteborg kommun").pk)
    [paper] = stay.state().untold(stay.nurse.unit_id)
    assert paper.paper.message == decided.pk
    assert "payer_told" in [task.type for task in stay.state().tasks_of(stay.nurse.unit_id)]
    stay.post("municipality_correction", told_at=stay.now)
    assert payers(stay) == ["1480"]


def test_only_the_ward_of_those_who_take_part() -> None:
    stay = story()
    for who in (stay.officer, stay.coordinator):
        with pytest.raises(Refused, match="skickar inte"):
            stay.send(who, CORRECTION, municipality=HUDDINGE)
