"""Consent, withdrawal and harm assessment in the fold: what may be told to whom."""

from __future__ import annotations

from typing import Any

import pytest

from discharge import process
from discharge.process import MESSAGE_TYPES
from discharge.process.judging.consents import INFORMATION, PARTIES
from discharge.process.state import CaseState
from tests.factories.discharge.fold import OFFICE, SURGERY, WARD, Story

STATUS, HOME = MESSAGE_TYPES["status_report"], MESSAGE_TYPES["discharge_information"]


def about(information: str, party: str, **more: Any) -> dict[str, Any]:
    return {"information": information, "party": party} | more


def consented(*pairs: tuple[str, str]) -> Story:
    story = Story()
    for information, party in pairs:
        story.say(WARD, "consent", (), **about(information, party))
    return story


def test_richer_information_is_refused_until_there_is_a_consent() -> None:
    [refusal] = STATUS.refusals(Story().state(), OFFICE)
    assert "Samtycke saknas" in refusal
    assert "slutenvård och öppenvård" in refusal
    assert "gör en menprövning" in refusal
    assert STATUS.refusals(consented(("planning", "all")).state(), OFFICE) == []


def test_a_consent_is_for_one_information_and_one_party() -> None:
    state = consented(("planning", "inpatient"), ("going_home", "municipal")).state()
    assert process.receivers(STATUS, state, OFFICE) == [WARD]
    assert process.receivers(HOME, state, WARD) == [OFFICE]


def test_all_means_every_one_of_them() -> None:
    state = consented(("all", "all")).state()
    assert state.consents.keys() == {(kind, str(party)) for kind in INFORMATION for party in PARTIES}


def test_a_withdrawal_takes_effect_at_once() -> None:
    story = consented(("all", "all")).say(WARD, "consent_withdrawal", (), **about("planning", "outpatient"))
    assert process.receivers(STATUS, story.state(), OFFICE) == [WARD]
    story.say(WARD, "consent_withdrawal", (), **about("planning", "all"))
    assert STATUS.refusals(story.state(), OFFICE) != []
    assert process.receivers(HOME, story.state(), WARD) == [SURGERY, OFFICE]


@pytest.mark.parametrize(("outcome", "may"), [("may_share", True), ("may_not_share", False)])
def test_a_harm_assessment_says_yes_or_no(outcome: str, may: bool) -> None:
    story = consented(("planning", "all")) if not may else Story()
    story.say(WARD, "harm_assessment", (), **about("planning", "all", outcome=outcome))
    assert (STATUS.refusals(story.state(), OFFICE) == []) is may


def test_a_cancelled_consent_was_never_given() -> None:
    story = consented(("planning", "all"))
    story.say(WARD, "cancel", (), message=story.entries[-1].id)
    assert STATUS.refusals(story.state(), OFFICE) != []


def test_what_the_act_asks_for_needs_no_consent() -> None:
    # The call to SIP is not among them: docs/decisions/0027.
    legal = ("admission_notice", "ready_notice", "ready_withdrawal", "ready_reply", "discharge")
    assert not any(MESSAGE_TYPES[name].needs_consent for name in legal)
    assert MESSAGE_TYPES["ready_notice"].refusals(Story().state(), WARD) == []


def test_with_nobody_to_tell_nothing_is_refused_for_want_of_consent() -> None:
    state = Story().say(WARD, "participant_removed", (), participant=SURGERY).state()
    assert state.may_have("", state.parts[OFFICE])
    assert HOME.refusals(CaseState(parts={WARD: state.parts[WARD]}), WARD) == []


def test_what_is_written_freely_and_the_patients_own_paper_are_no_notices() -> None:
    """They are kept within those who may have them, and a block covers them."""
    for name, information in (("general_message", "planning"), ("patient_summary", "going_home")):
        message_type = MESSAGE_TYPES[name]
        assert (message_type.needs_consent, message_type.blockable) == (information, True)
    assert MESSAGE_TYPES["general_message"].refusals(Story().state(), WARD) != []


def test_the_patient_gets_the_paper_whether_others_may_read_it_or_not() -> None:
    summary = MESSAGE_TYPES["patient_summary"]
    assert summary.refusals(Story().state(), WARD) == []
    assert summary.receiving(Story().state(), WARD) == []
    told = consented(("going_home", "municipal")).state()
    assert summary.receiving(told, WARD) == [OFFICE]
