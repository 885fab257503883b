"""The rows of a patient's circumstances: complete, carried by what needs consent, and what holds of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discharge.process import MESSAGE_TYPES
from discharge.process.circumstances import holding
from discharge.process.circumstances.holding import Held, changes_of
from discharge.process.circumstances.rows import (
    DISCHARGE_INFORMATION,
    PATIENT_SUMMARY,
    PLANNING_NOTE,
    ROWS,
    SERVICES,
    STATUS_REPORT,
    Circumstance,
)
from discharge.process.judging.consents import GOING_HOME, PLANNING
from tests.factories.discharge.fold import MONDAY, Story


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_row_is_a_field_of_the_messages_that_carry_it(row: Circumstance) -> None:
    assert set(row.messages) <= {STATUS_REPORT, PLANNING_NOTE, DISCHARGE_INFORMATION, PATIENT_SUMMARY}
    for message_type in MESSAGE_TYPES.values():
        carried = {field.name for field in message_type.fields if field.group}
        assert (row.name in carried) is (message_type.name in row.messages)
    asked = {name: MESSAGE_TYPES[name].needs_consent for name in row.messages}
    assert set(asked.values()) <= {PLANNING, GOING_HOME}
    assert not any(field.fact for name in row.messages for field in MESSAGE_TYPES[name].fields if field.group)


def test_the_four_contents_of_the_admission_notice_stay_four() -> None:
    assert not any(field.group for field in MESSAGE_TYPES["admission_notice"].fields)


def test_what_social_services_give_stands_in_no_message_of_going_home() -> None:
    given = [row for row in ROWS if row.group == SERVICES]
    assert given
    assert all(MESSAGE_TYPES[name].needs_consent == PLANNING for row in given for name in row.messages)


def test_a_protected_identity_hides_telephone_relatives_and_home() -> None:
    fields = {field.name: field for field in MESSAGE_TYPES[PLANNING_NOTE].fields}
    hidden = {row.name for row in ROWS if fields[row.name].tells_who}
    assert {row.name for row in ROWS if row.third_person} <= hidden
    assert {"telephone", "living", "home_help", "home_care", "journey_home_more"} <= hidden
    assert not {"adl_bathing", "aids", "language", "infection_what", "housing"} & hidden
    assert all(
        row.third_person for row in ROWS if row.name.startswith(("next_of_kin", "other_kin", "guardian"))
    )


@dataclass
class Said:
    content: dict[str, str]
    type: str = PLANNING_NOTE
    shown_at: datetime = datetime(2026, 3, 9, tzinfo=UTC)


def find_histories(messages: Iterable[Said]) -> dict[str, list[Held[Said]]]:
    return holding.find_histories((message, message.content) for message in messages)


def find_holding(messages: Iterable[Said]) -> dict[str, Held[Said]]:
    return holding.find_holding((message, message.content) for message in messages)


def test_what_was_said_last_holds_with_all_that_said_the_same() -> None:
    messages = [
        Said({"telephone": "08-1", "adl_feeding": "partly"}, STATUS_REPORT),
        Said({"telephone": "08-1"}),
        Said({"adl_feeding": "dependent"}, DISCHARGE_INFORMATION),
        Said({}),
    ]
    held = find_holding(messages)
    assert (held["telephone"].first, held["telephone"].last) == (messages[0], messages[1])
    assert held["adl_feeding"].said_in == (messages[2],)
    assert [one.value for one in find_histories(messages)["adl_feeding"]] == ["partly", "dependent"]


def test_an_empty_text_ends_what_was_said_and_silence_does_not() -> None:
    said, silent, ended = Said({"next_of_kin": "Bo"}), Said({}), Said({"next_of_kin": ""})
    assert find_holding([said, silent])["next_of_kin"].value == "Bo"
    assert "next_of_kin" not in find_holding([said, ended])
    assert find_histories([ended]) == {}
    assert [one.value for one in find_histories([said, ended, said])["next_of_kin"]] == ["Bo", "", "Bo"]


def test_a_correction_says_what_it_changes_and_no_more() -> None:
    before = {"telephone": "08-1", "aids": "Rollator", "services": "x"}
    assert changes_of(before, {"telephone": "08-2", "living": "Hiss"}) == {
        "telephone": "08-2",
        "aids": "",
        "living": "Hiss",
    }
    assert changes_of({"aids": ""}, {}) == {}


def test_a_message_that_does_not_carry_a_row_says_nothing_of_it() -> None:
    assert find_holding([Said({"home_help": "Dagligen"}, DISCHARGE_INFORMATION)]) == {}


@given(st.lists(st.sampled_from(["", "partly", "dependent", None]), max_size=8))
def test_what_holds_is_what_was_said_last(said: list[str | None]) -> None:
    messages = [Said({} if one is None else {"adl_feeding": one}) for one in said]
    last = next((one for one in reversed(said) if one is not None), "")
    held = find_holding(messages).get("adl_feeding")
    assert (held.value if held else "") == last


@pytest.mark.parametrize(
    ("name", "value", "refused"),
    [
        ("telephone", "abc", "telefonnummer"),
        ("telephone", "08-12", "telefonnummer"),
        ("telephone", "08-123 456 00", ""),
        ("telephone", "+46 (0)8 123 456", ""),
        ("next_of_kin_telephone", "ring inte", "telefonnummer"),
        ("next_of_kin", "B" * 201, "Högst 200 tecken"),
        ("other_kin", "B" * 4001, "Högst 4000 tecken"),
        ("adl_bathing", "sometimes", "Välj ett av alternativen"),
    ],
)
def test_what_is_wrong_is_said_at_the_row(name: str, value: str, refused: str) -> None:
    message_type, story = MESSAGE_TYPES[PLANNING_NOTE], Story()
    found = message_type.problems({"services": "x", name: value}, story.state(), MONDAY)
    assert refused in found.get(name, "")
    assert bool(found) is bool(refused)


def test_an_answer_asks_for_what_belongs_to_it() -> None:
    message_type, state = MESSAGE_TYPES[DISCHARGE_INFORMATION], Story().state()
    values = {
        "interpreter": "spoken",
        "guardian_kind": "trustee",
        "infection": "known",
        "medicine_along": "yes",
    }
    asked = {"language", "guardian", "infection_what", "medicine_along_what"}
    assert asked <= message_type.problems(values, state, MONDAY + timedelta(days=1)).keys()
    none = dict.fromkeys(("interpreter", "guardian_kind", "infection"), "none") | {"medicine_along": "no"}
    assert not asked & message_type.problems(none, state, MONDAY).keys()


def test_ended_is_kept_and_unsaid_is_not() -> None:
    _, content = MESSAGE_TYPES[PLANNING_NOTE].split({"services": "", "telephone": "", "aids": None})
    assert content == {"telephone": ""}
