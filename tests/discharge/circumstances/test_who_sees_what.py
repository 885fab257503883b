"""Who sees what of each row: consent withdrawn, blocked, protected, a part ended, wrong person, destroyed.

By the page, the API, the papers, and SQL as the site's own role. Next of kin are third persons: nobody finds,
lists, logs or counts them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.urls import reverse
from django.utils import timezone

from discharge import actions, queries
from discharge.models import Message
from discharge.presenters.messages.timeline import HIDDEN
from discharge.presenters.papers import letter, patient_paper
from discharge.process import MESSAGE_TYPES
from discharge.process.circumstances.rows import (
    DISCHARGE_INFORMATION,
    PATIENT_SUMMARY,
    PLANNING_NOTE,
    ROWS,
    STATUS_REPORT,
    Circumstance,
)
from discharge.process.fields import Kind
from municipalities.access.acting import acting
from municipalities.models import AccessLog, Assignment
from tests.factories import people
from tests.factories.browsers import address, case_address, new_stay
from tests.factories.clients import client_as
from tests.factories.discharge.destruction import EMPTY, ask, confirm
from tests.factories.discharge.worklist import search_cases
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)

TEXTS: dict[str, Any] = {
    STATUS_REPORT: {"services": "Hemtjänst.", "contact": "08-2"},
    PLANNING_NOTE: {"services": "Vi vårdar.", "follows": None},
    DISCHARGE_INFORMATION: {
        "summary": "Fall.",
        "functional_state": "Går.",
        "medication": "Alvedon",
        "contact": "Anna",
        "call": "08-1",
    },
    PATIENT_SUMMARY: {"reason_for_stay": "Fall", "what_was_done": "Gips", "next": "Vila", "call": "1177"},
}
OLD, NEW = 0, 1


def carried(message: str) -> set[str]:
    return {row.name for row in ROWS if message in row.messages}


EVERY = {row.name for row in ROWS}
WRITTEN = [row.name for row in ROWS if row.kind is not Kind.CHOICE]
HIDES = {row.name for row in ROWS for f in [row.field_in(row.messages[0])] if f.tells_who}


def value(row: Circumstance, which: int) -> str:
    if row.kind is Kind.CHOICE:
        return row.choices[-1 - which][0]
    if row.kind is Kind.TELEPHONE:
        return f"070-55{which} {ROWS.index(row):02} 00"
    return f"{row.name} {('förr', 'sedan')[which]}"


def say(stay: Stay, by: Assignment, message: str, which: int) -> Message:
    said = {row.name: value(row, which) for row in ROWS if message in row.messages}
    more = {"follows": stay.state(by).versions.get((message, by.unit_id))} if message == PLANNING_NOTE else {}
    return stay.send(by, message, **TEXTS[message] | said | more)


@dataclass
class Seen:
    """The rows that somebody is shown, by way, each with what is said of it: 0 the old, 1 the new."""

    page: dict[str, int]
    text: dict[str, int]
    api: dict[str, int]
    held: dict[str, int]
    sql: set[tuple[str, int]]

    def all_are(self, rows: dict[str, int]) -> bool:
        """Page, its whole text and the API say the newest of each; SQL reads at least that."""
        written = {name: which for name, which in rows.items() if name in WRITTEN}
        assert self.page == rows
        assert self.text == written
        assert self.held == rows
        assert self.api == rows
        assert self.sql >= set(rows.items())
        return True


def which_of(said: str) -> dict[str, int]:
    """Of what is written, the newest that stands in a text."""
    pairs = [(row, which) for which in (OLD, NEW) for row in ROWS if row.name in WRITTEN]
    return {row.name: which for row, which in pairs if value(row, which) in said}


def seen(stay: Stay, who: Assignment) -> Seen:
    client = client_as(who)
    page = client.get(case_address(stay))
    words = page.context["words"].circumstances
    lines = [line for group in (words.groups if words else []) for line in group.lines]
    answer = client.get(f"/api/cases/{stay.case.pk}/").json()
    told: dict[str, int] = {}
    for message in answer["messages"]:
        told |= _which({name: said for name, said in message["values"].items() if name in EVERY})
    held = {one["name"]: one["said"] for one in answer["circumstances"] if one["said"] != HIDDEN}
    with acting(who):
        contents = list(Message.objects.filter(case=stay.case).values_list("content", flat=True))
    sql = {pair for content in contents for pair in _which(content).items()}
    shown = {line.name: line.now.value for line in lines if line.now.value != HIDDEN}
    return Seen(_which(shown), which_of(page.text), told, _which(held), sql)


def _which(said: dict[str, Any]) -> dict[str, int]:
    """By row, whether it is the old or the new; what it is said by a page in words, or by a code."""
    return {
        row.name: next(
            which
            for which in (OLD, NEW)
            if said[row.name] in (value(row, which), dict(row.choices).get(value(row, which)))
        )
        for row in ROWS
        if row.name in said
    }


def told(rows: set[str], which: int = OLD) -> dict[str, int]:
    return dict.fromkeys(rows, which)


@pytest.fixture
def stay(transactional_db: None) -> Stay:
    """The ward and the municipality may plan with what is said, the surgery not; both have said all."""
    one = new_stay()
    one.consent("planning", "inpatient")
    one.consent("planning", "municipal")
    say(one, one.officer, STATUS_REPORT, OLD)
    say(one, one.nurse, PLANNING_NOTE, OLD)
    return one


class TestConsent:
    def test_without_it_nothing_is_seen_and_the_page_says_why(self, stay: Stay) -> None:
        for who in (stay.nurse, stay.officer):
            assert seen(stay, who).all_are(told(EVERY))
        assert seen(stay, stay.coordinator) == Seen({}, {}, {}, {}, set())
        text = client_as(stay.coordinator).get(case_address(stay)).text
        assert "Ni får inte del av ”Planeringsunderlag, pågående insatser och meddelanden”" in text

    def test_what_was_told_before_it_came_is_not_told_by_it(self, stay: Stay) -> None:
        stay.consent("planning", "outpatient")
        assert seen(stay, stay.coordinator).all_are({})
        say(stay, stay.officer, STATUS_REPORT, NEW)
        assert seen(stay, stay.coordinator).all_are(told(carried(STATUS_REPORT), NEW))

    def test_withdrawn_nothing_new_is_told_and_what_was_told_stays(self, stay: Stay) -> None:
        """What has been told stays with those who have had it (assumed)."""
        stay.consent("planning", "outpatient")
        say(stay, stay.nurse, PLANNING_NOTE, OLD)
        before = seen(stay, stay.coordinator)
        assert before.all_are(told(EVERY))
        said = {"information": "planning", "party": "outpatient", "said": "Ringde avdelningen."}
        stay.send(stay.coordinator, "consent_withdrawal", **said)
        assert seen(stay, stay.coordinator) == before
        say(stay, stay.officer, STATUS_REPORT, NEW)
        say(stay, stay.nurse, PLANNING_NOTE, NEW)
        assert seen(stay, stay.coordinator) == before
        for who in (stay.nurse, stay.officer):
            assert seen(stay, who).all_are(told(EVERY, NEW))
        text = client_as(stay.coordinator).get(case_address(stay)).text
        assert "Ni ser det ni hade fått innan, och inget nytt." in text

    def test_withdrawn_it_goes_into_no_form_of_whoever_would_tell_it(self, stay: Stay) -> None:
        """The ward's message would reach the surgery, which may not have what is planned with."""
        stay.consent("going_home", "all")
        form = client_as(stay.nurse).get(address(stay, DISCHARGE_INFORMATION)).context["form"]
        assert not [name for name in EVERY & form.fields.keys() if form[name].value()]
        assert form.withheld

    def test_going_home_and_planning_are_two(self, stay: Stay) -> None:
        stay.consent("going_home", "outpatient")
        say(stay, stay.nurse, DISCHARGE_INFORMATION, NEW)
        assert seen(stay, stay.coordinator).all_are(told(carried(DISCHARGE_INFORMATION), NEW))
        everything = told(EVERY) | told(carried(DISCHARGE_INFORMATION), NEW)
        assert seen(stay, stay.nurse).all_are(everything)
        # The municipality has consent to plan, and none to what is told of going home.
        assert seen(stay, stay.officer).all_are(told(EVERY))

    def test_the_patients_paper_has_its_rows_whoever_may_read_the_message(self, stay: Stay) -> None:
        say(stay, stay.nurse, PATIENT_SUMMARY, NEW)
        assert seen(stay, stay.nurse).all_are(told(EVERY) | told(carried(PATIENT_SUMMARY), NEW))
        assert seen(stay, stay.officer).all_are(told(EVERY))
        assert paper_rows(stay, stay.nurse) == carried(PATIENT_SUMMARY)
        assert paper_rows(stay, stay.officer) == set()


def paper_rows(stay: Stay, who: Assignment) -> set[str]:
    with acting(who):
        paper = patient_paper(queries.case_file(queries.open_case(who, stay.case.pk)), timezone.now())
    said = " ".join(text for _, text in paper.said) if paper else ""
    answers = {row: dict(row.choices_to_patient or row.choices).get(value(row, NEW)) for row in ROWS}
    return {row.name for row in ROWS if row.to_patient and (answers[row] or value(row, NEW)) in said}


class TestABlock:
    def test_hides_all_that_the_unit_has_said_from_the_others(self, stay: Stay) -> None:
        with acting(stay.nurse):
            block = actions.set_block(by=stay.nurse, case_id=stay.case.pk, now=timezone.now())
        # What the municipality itself had said stands.
        assert seen(stay, stay.officer).all_are(told(carried(STATUS_REPORT)))
        assert seen(stay, stay.nurse).all_are(told(EVERY))
        assert "Något är spärrat" in client_as(stay.officer).get(case_address(stay)).text
        with acting(stay.officer):
            actions.open_block(
                by=stay.officer,
                case_id=stay.case.pk,
                block_id=block.pk,
                ground="consented",
                reason="Patienten bad mig.",
                now=timezone.now(),
            )
        assert seen(stay, stay.officer).all_are(told(EVERY))
        assert seen(stay, stay.coordinator).all_are({})


def test_a_protected_identity_shows_no_telephone_relative_or_home(stay: Stay) -> None:
    with acting(stay.officer):
        actions.protect_person(by=stay.officer, case_id=stay.case.pk, now=timezone.now())
    for who in (stay.nurse, stay.officer):
        shown = seen(stay, who)
        assert shown.page == shown.held == shown.api == told(EVERY - HIDES)
        assert shown.text.keys() == set(WRITTEN) - HIDES
    reasoned = client_as(stay.nurse).post(
        reverse("discharge:protected-details", args=[stay.case.pk]), {"reason": "Ringa anhörig."}
    )
    assert which_of(reasoned.text).keys() == set(WRITTEN)


def test_a_part_that_has_ended_sees_what_was_said_until_then(stay: Stay) -> None:
    office = people.assignment("huddinge")
    stay.send(stay.officer, "handover", to=office.unit_id, reason="Flyttar.")
    say(stay, stay.nurse, PLANNING_NOTE, NEW)
    assert seen(stay, stay.officer).all_are(told(EVERY))
    assert seen(stay, office).all_are(told(EVERY, NEW))


def test_of_the_wrong_person_receivers_read_nothing(stay: Stay) -> None:
    stay.send(stay.nurse, "sent_in_error", reason="Fel person.", confirmed=True)
    for who in (stay.officer, stay.coordinator):
        assert client_as(who).get(case_address(stay)).status_code == 404
        assert client_as(who).get(f"/api/cases/{stay.case.pk}/").status_code == 404
        with acting(who):
            assert not Message.objects.filter(case=stay.case).exists()
    # The ward can read what was said, and nothing of it is the patient's.
    page = client_as(stay.nurse).get(case_address(stay))
    assert page.context["words"].circumstances is None
    assert which_of(page.text).keys() == set(WRITTEN)


def test_what_is_destroyed_is_held_by_nobody(stay: Stay, owner_connection: psycopg.Connection) -> None:
    new = say(stay, stay.nurse, PLANNING_NOTE, NEW)
    confirm(owner_connection, ask(owner_connection, stay, messages=[new.pk]))
    owner_connection.execute(f"{EMPTY} WHERE id = %s", [new.pk])
    for who in (stay.nurse, stay.officer):
        assert seen(stay, who).all_are(told(EVERY))
        assert not {pair for pair in seen(stay, who).sql if pair[1] == NEW}


def test_a_correction_that_is_destroyed_has_ended_nothing(
    stay: Stay, owner_connection: psycopg.Connection
) -> None:
    note = say(stay, stay.nurse, PLANNING_NOTE, OLD)
    stay.wait(minutes=5)
    with acting(stay.nurse):
        right = actions.correct(
            by=stay.nurse,
            case_id=stay.case.pk,
            message_id=note.pk,
            values={row.name: value(row, NEW) for row in ROWS if PLANNING_NOTE in row.messages}
            | {"services": "Vi vårdar."},
            submission=uuid4(),
            now=stay.now,
        )
    assert seen(stay, stay.officer).all_are(told(EVERY, NEW))
    confirm(owner_connection, ask(owner_connection, stay, messages=[right.pk]))
    owner_connection.execute(f"{EMPTY} WHERE id = %s", [right.pk])
    for who in (stay.nurse, stay.officer):
        assert seen(stay, who).all_are(told(EVERY))


class TestAPaper:
    """To a municipality that is not connected."""

    def letter(self, stay: Stay, message: Message) -> dict[str, str] | None:
        with acting(stay.nurse):
            file = queries.case_file(queries.open_case(stay.nurse, stay.case.pk))
            found = letter(file, message.pk, people.unit("Umeå kommun").pk, stay.nurse)
        return dict(found.said) if found else None

    def stay(self) -> Stay:
        person = people.person(municipality="2480", district=None)
        return new_stay(receiver=people.unit("Umeå kommun"), person=person)

    def test_says_all_of_it_and_what_is_changed(self, transactional_db: None) -> None:
        stay = self.stay()
        stay.consent()
        assert set((self.letter(stay, say(stay, stay.nurse, PLANNING_NOTE, OLD)) or {}).values()) >= {
            value(row, OLD) for row in ROWS if row.name in WRITTEN
        }
        changed = self.letter(stay, say(stay, stay.nurse, PLANNING_NOTE, NEW)) or {}
        assert {f"{row.label} (ändrat)" for row in ROWS} <= changed.keys()

    def test_with_a_protected_identity_leaves_out_who_and_where(self, transactional_db: None) -> None:
        stay = self.stay()
        stay.consent()
        note = say(stay, stay.nurse, PLANNING_NOTE, OLD)
        with acting(stay.nurse):
            actions.protect_person(by=stay.nurse, case_id=stay.case.pk, now=timezone.now())
        said = self.letter(stay, note) or {}
        labels = {row.label for row in ROWS if row.name not in HIDES}
        assert said.keys() & {row.label for row in ROWS} == labels

    def test_there_is_none_when_the_consent_is_withdrawn_before_it_is_sent(
        self, transactional_db: None
    ) -> None:
        stay = self.stay()
        stay.consent("planning", "all")
        note = say(stay, stay.nurse, PLANNING_NOTE, OLD)
        said = {"information": "planning", "party": "municipal", "said": "Ringde."}
        stay.send(stay.nurse, "consent_withdrawal", **said)
        assert self.letter(stay, note) is None


def test_nobody_else_finds_it(stay: Stay) -> None:
    for account in ("huddinge", "logg", "statistikhsf", "ekonom", "placering"):
        who = people.assignment(account)
        assert client_as(who).get(case_address(stay)).status_code in (403, 404)
        with acting(who):
            assert not Message.objects.filter(case=stay.case).exists()


def test_third_persons_are_in_no_list_search_or_log(stay: Stay, admin_connection: psycopg.Connection) -> None:
    """PDL 2:8 too: what social services give can't be searched for, sorted or filtered by."""
    for who in (stay.nurse, stay.officer):
        client = client_as(who)
        client.get(case_address(stay))
        client.get(address(stay, PLANNING_NOTE))
        # The list takes no such filter and no such order: it is the same with and without.
        asked = {row.name: value(row, OLD) for row in ROWS} | {"ordning": "home_help"}
        lists = [client.get("/arbetslista/", data).context["rows"] for data in ({}, asked)]
        assert [{row.case.pk for row in rows} for rows in lists] == [{stay.case.pk}] * 2
        with acting(who):
            found = [row.name for row in ROWS if search_cases(who, value(row, OLD), timezone.now()).rows]
        assert found == []
        listed = client.get("/arbetslista/").text
        assert not which_of(listed)
    with acting(stay.nurse):
        logged = " ".join(AccessLog.objects.values_list("detail", flat=True))
    assert not which_of(logged)
    names = admin_connection.execute(
        "SELECT c.table_name, c.column_name FROM information_schema.columns c"
        " WHERE c.table_schema = 'public' AND c.column_name = ANY (%s)",
        [[row.name for row in ROWS]],
    ).fetchall()
    # No column of lists, facts or figures is called so: the telephone is a unit's.
    assert not {name for name in names if name[0].startswith(("discharge", "billing", "monthly"))}


def test_everybody_who_is_asked_for_it_needs_consent() -> None:
    assert all(MESSAGE_TYPES[name].needs_consent for row in ROWS for name in row.messages)
