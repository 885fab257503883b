"""The consent that something waits for, where that is said: open, and say how the patient said it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from discharge.models import Message
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories.browsers import Browsers, address, case_address, errors

pytestmark = pytest.mark.django_db


def asks(text: str) -> list[dict[str, str]]:
    """What each ask on a page sends, but for how the patient said it."""
    forms = re.findall(r'<details class="consent-ask.*?</details>', text, re.DOTALL)
    return [dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.split("<div")[0])) for form in forms]


def register(browsers: Browsers, who: Assignment, ask: dict[str, str], **typed: str) -> Any:
    return browsers.of(who).post(address(browsers.stay, "consent"), ask | {"how": "spoken"} | typed)


def last_consent(browsers: Browsers) -> Message:
    with acting(browsers.stay.nurse):
        return Message.objects.filter(type="consent").latest("sent_at")


def test_where_a_form_is_refused_it_is_registered_and_the_form_opened(browsers: Browsers) -> None:
    stay = browsers.stay
    refused = browsers.of(stay.nurse).get(address(stay, "discharge_information"))
    [ask] = asks(refused.text)
    assert (ask["information"], ask["party"]) == ("going_home", "all")
    done = register(browsers, stay.nurse, ask)
    assert done.headers["Location"] == address(stay, "discharge_information")
    assert "form" in browsers.of(stay.nurse).get(done.headers["Location"]).context
    assert last_consent(browsers).content == {"how": "spoken"}


def test_where_the_page_says_that_something_is_not_shown(browsers: Browsers) -> None:
    """For the reader's own party and no other."""
    stay = browsers.stay
    page = browsers.of(stay.officer).get(case_address(stay)).text
    own = [ask for ask in asks(page) if ask["party"] == "municipal"]
    assert [ask["information"] for ask in own] == ["planning"]
    done = register(browsers, stay.officer, own[0])
    assert done.headers["Location"] == case_address(stay)
    assert stay.state().consents.keys() == {("planning", "municipal")}
    page = browsers.of(stay.officer).get(case_address(stay)).text
    assert not [ask for ask in asks(page) if ask["party"] == "municipal"]


def test_what_the_page_can_not_do_yet_waits_for_its_own_consent(browsers: Browsers) -> None:
    stay = browsers.stay
    page = browsers.of(stay.nurse).get(case_address(stay)).text
    assert {(ask["information"], ask["party"]) for ask in asks(page)} == {
        ("planning", "inpatient"),
        ("planning", "all"),
        ("going_home", "all"),
    }


def test_it_says_how_or_says_it_in_words(browsers: Browsers) -> None:
    stay = browsers.stay
    said = {"information": "sip", "party": "all"}
    assert errors(browsers.send(stay.nurse, "consent", **said)).keys() == {"how", "given"}
    assert "how" in errors(browsers.send(stay.nurse, "consent", **said, how="by nodding"))
    assert browsers.send(stay.nurse, "consent", **said, how=None, given="Till Anna.").status_code == 302


def test_a_double_click_registers_it_once(browsers: Browsers) -> None:
    stay = browsers.stay
    [ask] = asks(browsers.of(stay.nurse).get(address(stay, "discharge_information")).text)
    register(browsers, stay.nurse, ask)
    register(browsers, stay.nurse, ask)
    assert stay.state().sent["consent"] == 1


def test_a_harm_assessment_that_said_no_is_no_reason_to_offer_nothing(browsers: Browsers) -> None:
    """Later the patient may be able to consent."""
    stay = browsers.stay
    said = {"information": "going_home", "party": "all", "reasons": "Sövd."}
    stay.send(stay.nurse, "harm_assessment", outcome="may_not_share", **said)
    assert asks(browsers.of(stay.nurse).get(address(stay, "discharge_information")).text)


def test_after_a_death_nothing_is_asked(browsers: Browsers) -> None:
    stay = browsers.stay
    stay.send(stay.nurse, "deceased", deceased_at=stay.now)
    assert asks(browsers.of(stay.nurse).get(case_address(stay)).text) == []
