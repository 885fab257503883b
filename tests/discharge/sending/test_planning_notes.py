"""Each party writes its own part of the plan; versions follow each other, and nobody's text is lost."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.urls import reverse

from discharge import process
from discharge.presenters.case import CasePageContent
from discharge.presenters.messages.differences import Change
from discharge.presenters.plan import PartWords
from discharge.process import MESSAGE_TYPES, Refused
from discharge.process.judging.previous_messages import OUTDATED
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.browsers import Browsers, address, case_address, new_stay
from tests.factories.clients import client_as, filled_in
from tests.factories.discharge.fold import OFFICE, WARD, Story
from tests.factories.registration import log_rows
from tests.factories.stays import Stay

NOTE = "planning_note"
pytestmark = pytest.mark.django_db(databases=["default", "access_log"])


@pytest.fixture
def browsers() -> Browsers:
    browsers = Browsers(new_stay())
    browsers.stay.consent()
    return browsers


def page(stay: Stay, who: Assignment) -> CasePageContent:
    return client_as(who).get(case_address(stay)).context["words"]


def part(stay: Stay, of: Assignment, seen_by: Assignment | None = None) -> PartWords:
    parts = page(stay, seen_by or stay.nurse).parts
    return next(part for part in parts if part.unit == of.unit.full_name)


def changed(changes: list[tuple[str, Any]]) -> dict[str, list[str]]:
    """By label, what was added and removed."""
    marks = {Change.ADDED: "+", Change.REMOVED: "-"}
    return {
        label: [marks[piece.change] + piece.text.strip() for piece in pieces if piece.change in marks]
        for label, pieces in changes
    }


# --- the fold --------------------------------------------------------------------------------------


def test_each_unit_has_its_own_newest_version() -> None:
    story = Story()
    for unit in (WARD, OFFICE, OFFICE):
        story.say(unit, NOTE, follows=None)
    ward, _, newest = (entry.id for entry in story.entries[-3:])
    assert story.state().versions == {(NOTE, WARD): ward, (NOTE, OFFICE): newest}


def test_a_cancelled_version_gives_way_to_the_one_before() -> None:
    story = Story().say(OFFICE, NOTE, follows=None).say(OFFICE, NOTE, follows=None)
    first, second = (entry.id for entry in story.entries[-2:])
    story.say(OFFICE, "cancel", message=second)
    assert story.state().versions == {(NOTE, OFFICE): first}


def test_what_was_written_from_another_version_than_the_newest_is_told_so() -> None:
    message_type, story = MESSAGE_TYPES[NOTE], Story().say(OFFICE, NOTE, follows=None)
    newest, state = story.entries[-1].id, story.state()
    assert message_type.newer_version({"follows": None}, state, OFFICE) == newest
    assert message_type.newer_version({"follows": uuid4()}, state, OFFICE) == newest
    assert message_type.newer_version({"follows": newest}, state, OFFICE) is None
    assert message_type.newer_version({"follows": None}, state, WARD) is None
    assert MESSAGE_TYPES["take"].newer_version({}, state, OFFICE) is None


def test_nobody_waits_for_anybody() -> None:
    """The old system locked the plan until the ward had written; here, with consent, each may begin."""
    state = Story().say(WARD, "consent", information="all", party="all").state()
    for unit in state.parts:
        assert MESSAGE_TYPES[NOTE].refusals(state, unit) == []
    assert not any(row.type == NOTE for row in state.tasks)
    assert process.available(state, OFFICE, "municipal")


# --- pages -----------------------------------------------------------------------------------------


def test_the_parts_stand_side_by_side(browsers: Browsers) -> None:
    stay = browsers.stay
    browsers.send(stay.nurse, NOTE, services="Tränar gång", needs="Går med rollator")
    browsers.send(stay.officer, NOTE, services="Hemtjänst")
    assert [len(part.notes) for part in page(stay, stay.coordinator).parts] == [1, 0, 1]
    [note] = part(stay, stay.nurse).notes
    assert dict(note.fields) == {
        "Behov och funktion som vi ser": "Går med rollator",
        "Det här gör vi": "Tränar gång",
    }
    assert (note.sender, note.number) == (stay.nurse.user.name, 1)
    assert "Har inte skrivit sin del av planen." in browsers.of(stay.officer).get(case_address(stay)).text


def test_a_new_version_begins_with_the_newest(browsers: Browsers) -> None:
    stay = browsers.stay
    browsers.send(stay.officer, NOTE, services="Hemtjänst morgon", needs="Ensam hemma")
    form = browsers.form(stay.officer, NOTE)
    assert form["services"].value() == "Hemtjänst morgon"
    browsers.send(stay.officer, NOTE, services="Hemtjänst morgon och kväll")
    [note] = part(stay, stay.officer).notes
    assert note.number == 2
    assert dict(note.fields)["Behov och funktion som vi ser"] == "Ensam hemma"


def test_earlier_versions_show_who_when_and_what_changed(browsers: Browsers) -> None:
    stay = browsers.stay
    for services in ("Hemtjänst morgon", "Hemtjänst morgon och kväll", "Hemtjänst kväll"):
        browsers.send(stay.officer, NOTE, services=services)
    [note] = part(stay, stay.officer).notes
    where = reverse("discharge:versions", args=[stay.case.pk, note.id])
    response = browsers.of(stay.nurse).get(where)
    words = response.context["versions"]
    assert [(version.number, version.sender) for version in words] == [
        (number, stay.officer.user.name) for number in (3, 2, 1)
    ]
    assert changed(words[0].changes) == {"Det här gör vi": ["-morgon och"]}
    assert changed(words[1].changes) == {"Det här gör vi": ["+och kväll"]}
    assert '<ins><span class="ds-sr-only"> [tillagt: </span> och kväll' in response.text
    fragment = browsers.of(stay.nurse).get(where, headers={"HX-Request": "true"}).text
    assert fragment.strip().startswith("<ol")
    assert fragment.strip() in response.text


def test_versions_are_of_the_case_and_of_what_has_versions(
    browsers: Browsers, admin_connection: psycopg.Connection
) -> None:
    stay = browsers.stay
    contact, note = stay.name_contact(), stay.plan(stay.officer)
    for message, who, status in (
        (contact.pk, stay.nurse, 404),
        (uuid4(), stay.nurse, 404),
        (note.pk, stay.coordinator, 200),
    ):
        where = reverse("discharge:versions", args=[stay.case.pk, message])
        assert browsers.of(who).get(where).status_code == status
    assert [row[1] for row in log_rows(admin_connection, "open")] == ["versioner"] * 3


def test_a_cancelled_version_is_left_out(browsers: Browsers) -> None:
    stay = browsers.stay
    first, second = (stay.plan(stay.officer, services) for services in ("Ett", "Två"))
    stay.send(stay.officer, "cancel", message=second.pk, reason="Fel person")
    [note] = part(stay, stay.officer).notes
    assert (note.id, note.number) == (first.pk, 1)


# --- two who write at once -------------------------------------------------------------------------


def test_the_second_of_two_is_shown_the_first_and_both_are_kept(browsers: Browsers) -> None:
    stay = browsers.stay
    one, other = stay.officer, people.colleague_of(stay.officer)
    stay.plan(one, "Hemtjänst morgon")
    forms = {who: browsers.form(who, NOTE) for who in (one, other)}
    first = filled_in(forms[one], services="Hemtjänst morgon och kväll")
    second = filled_in(forms[other], services="Hemtjänst morgon och larm")
    browsers.of(one).post(address(stay, NOTE), first)

    shown = browsers.of(other).post(address(stay, NOTE), second)
    newer = shown.context["newer"]
    assert newer.sender == one.user.name
    assert changed(newer.changes) == {"Det här gör vi": ["-kväll", "+larm"]}
    form = shown.context["form"]
    assert form["services"].value() == "Hemtjänst morgon och larm"
    assert OUTDATED in form.non_field_errors()

    again = browsers.of(other).post(address(stay, NOTE), filled_in(form))
    assert again.headers["Location"] == case_address(stay)
    note = part(stay, one).notes[0]
    assert (note.sender, note.number) == (other.user.name, 3)
    assert dict(note.fields)["Det här gör vi"] == "Hemtjänst morgon och larm"


def test_a_draft_that_is_opened_after_a_newer_version_says_so_at_once(browsers: Browsers) -> None:
    stay = browsers.stay
    one, other = stay.officer, people.colleague_of(stay.officer)
    typed = filled_in(browsers.form(other, NOTE), services="Hemtjänst och larm")
    where = reverse("discharge:draft", args=[stay.case.pk, NOTE])
    browsers.of(other).post(where, typed, headers={"HX-Request": "true"})
    browsers.send(one, NOTE, services="Hemtjänst")
    opened = browsers.of(other).get(address(stay, NOTE))
    assert changed(opened.context["newer"].changes) == {
        "Det här gör vi": ["-Hemtjänst", "+Hemtjänst och larm"]
    } or (changed(opened.context["newer"].changes) == {"Det här gör vi": ["+och larm"]})
    sent = browsers.of(other).post(address(stay, NOTE), filled_in(opened.context["form"]))
    assert sent.status_code == 302


def test_the_rule_holds_for_whoever_sends(browsers: Browsers) -> None:
    stay = browsers.stay
    stay.plan(stay.officer)
    with pytest.raises(Refused) as refused:
        stay.send(stay.officer, NOTE, services="Annat", follows=None)
    assert refused.value.problems == {"follows": OUTDATED}


def test_two_parties_never_meet(browsers: Browsers) -> None:
    stay = browsers.stay
    forms = {who: browsers.form(who, NOTE) for who in (stay.nurse, stay.officer, stay.coordinator)}
    for who, form in forms.items():
        sent = browsers.of(who).post(address(stay, NOTE), filled_in(form, services=who.unit.name))
        assert sent.status_code == 302
    assert [len(part.notes) for part in page(stay, stay.nurse).parts] == [1, 1, 1]


def test_a_version_is_written_anew_and_not_corrected(browsers: Browsers) -> None:
    stay = browsers.stay
    note = stay.plan(stay.officer)
    where = reverse("discharge:correct", args=[stay.case.pk, note.pk])
    assert browsers.of(stay.officer).get(where).status_code == 404
