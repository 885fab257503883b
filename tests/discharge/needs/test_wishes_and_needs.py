"""What decides money, asked where it is known first; and who declines a SIP."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from discharge.actions import end_tasks
from discharge.actions.sending import derive
from discharge.models import Case, Participation
from discharge.process import MESSAGE_TYPES, liability_facts, sip_facts, words
from discharge.process.state import CaseState
from discharge.process.steps import ROWS, Standing
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories.browsers import Browsers, address, case_address, errors, local, new_stay
from tests.factories.clients import client_as, filled_in
from tests.factories.discharge.fold import MONDAY, OFFICE, SURGERY, WARD, Story
from tests.factories.stays import Stay
from tests.logins import login_of
from tests.servers import TestServers

TODAY, DAY = MONDAY.date(), timedelta(days=1)


def wish(story: Story, wish: str, on: date = TODAY) -> Story:
    return story.say(OFFICE, "sip_wish", wish=wish, said_on=on)


def asked_for_call() -> Story:
    story = Story().say(WARD, "consent", information="sip", party="all").say(SURGERY, "care_contact")
    return story.ready()


def owed(state: CaseState) -> list[str]:
    return [task.type for task in state.tasks_of(SURGERY)]


class TestWish:
    def test_nobody_is_asked_to_call_while_the_person_declines(self) -> None:
        story = asked_for_call()
        assert owed(story.state()) == ["sip_call"]
        declined = wish(story, "declines").state()
        assert owed(declined) == []
        assert "avböjt SIP" in MESSAGE_TYPES["sip_call"].refusals(declined, SURGERY)[0]

    def test_who_changes_his_mind_is_called_and_the_surgery_gets_the_day(self) -> None:
        story = wish(asked_for_call(), "declines")
        story.at += 5 * DAY
        [task] = wish(story, "wants", TODAY + 5 * DAY).state().tasks_of(SURGERY)
        assert task.due is not None
        assert (task.type, task.due.date()) == ("sip_call", TODAY + 5 * DAY)

    def test_who_declined_before_the_notice_is_asked_about_when_the_mind_is_changed(self) -> None:
        story = Story().say(WARD, "consent", information="sip", party="all").say(SURGERY, "care_contact")
        state = wish(story, "declines").ready().state()
        assert owed(state) == []
        assert owed(wish(story, "wants").state()) == ["sip_call"]

    def test_the_contact_is_not_hurried_for_a_sip_that_is_declined(self) -> None:
        state = wish(Story(), "declines").ready().state()
        assert [(task.type, task.due) for task in state.tasks_of(SURGERY)] == [("care_contact", None)]

    def test_its_steps_are_not_needed_and_the_figures_ask_for_no_call(self) -> None:
        state = wish(asked_for_call(), "declines").state()
        standings = [step.standing(state, is_owed=False, is_late=False) for step in ROWS if step.about_sip]
        assert set(standings) == {Standing.NOT_NEEDED}
        assert sip_facts(state) == {}

    def test_money_knows_each_word_by_when_it_was_told(self) -> None:
        """Not by the date on which it is said to have been said: one party alone would move money back."""
        story = asked_for_call()
        story.at += 5 * DAY
        state = wish(wish(story, "declines"), "wants").state()
        told = [entry.sent_at.astimezone(UTC).isoformat() for entry in story.entries[-2:]]
        said = liability_facts(state)["sip_wishes"]
        assert said == [{"at": told[0], "declines": True}, {"at": told[1], "declines": False}]
        assert len(liability_facts(state)["messages"]["sip_wishes"]) == 2
        assert not state.declines_sip

    def test_a_word_that_is_cancelled_was_never_said(self) -> None:
        story = wish(asked_for_call(), "declines")
        story.say(OFFICE, "cancel", message=story.entries[-1].id, reason=None)
        assert owed(story.state()) == ["sip_call"]
        assert liability_facts(story.state())["sip_wishes"] == []

    def test_consent_withdrawn_between_keeps_the_call_away(self) -> None:
        story = wish(asked_for_call(), "declines")
        story.say(WARD, "consent_withdrawal", information="sip", party="all")
        assert owed(wish(story, "wants").state()) == []
        assert owed(story.say(WARD, "consent", information="sip", party="all").state()) == ["sip_call"]


class TestNeeds:
    def test_what_is_answered_beforehand_is_no_fact_of_money(self) -> None:
        story = Story().say(WARD, "stated_needs", sip_needed=True, outpatient_care_needed=None)
        facts = liability_facts(story.state())
        assert (facts["sip_needed"], facts["outpatient_care_needed"]) == (False, False)
        said = [story.state().stated_need(name) for name in ("sip_needed", "outpatient_care_needed")]
        assert said == [True, None]

    def test_it_tells_all_no_more_than_the_notice_does(self) -> None:
        told = {field.name for field in MESSAGE_TYPES["stated_needs"].fields}
        assert told <= {field.name for field in MESSAGE_TYPES["ready_notice"].fields}
        for name in ("sip_wish", "services_declined"):
            [free] = [field for field in MESSAGE_TYPES[name].fields if not field.fact and not field.choices]
            assert free.help == words.READ_BY_ALL

    def test_one_need_alone_may_be_stated_and_the_other_later(self) -> None:
        row = MESSAGE_TYPES["stated_needs"]
        state = Story().state()
        assert row.problems({"sip_needed": None, "outpatient_care_needed": None}, state, MONDAY)
        for one in ("sip_needed", "outpatient_care_needed"):
            assert row.problems({one: False}, state, MONDAY) == {}
        story = Story().say(WARD, "stated_needs", sip_needed=False, outpatient_care_needed=None)
        story.say(WARD, "stated_needs", sip_needed=None, outpatient_care_needed=True)
        assert {name: said.needed for name, said in story.state().stated_needs.items()} == {
            "sip_needed": False,
            "outpatient_care_needed": True,
        }

    def test_a_sip_that_is_said_not_to_be_needed_waits_for_nobody(self) -> None:
        [call] = [step for step in ROWS if step.number == 4]
        assert call.standing(Story().state(), is_owed=False, is_late=False) is Standing.LATER
        state = Story().say(WARD, "stated_needs", sip_needed=False, outpatient_care_needed=None).state()
        assert call.standing(state, is_owed=False, is_late=False) is Standing.NOT_NEEDED

    def test_it_is_not_stated_of_who_is_ready(self) -> None:
        refused = MESSAGE_TYPES["stated_needs"].refusals(Story().ready().state(), WARD)
        assert "redan meddelad" in refused[0]


@pytest.mark.django_db(databases=["default", "access_log"])
class TestForms:
    def test_the_notice_shows_the_answer_with_who_and_when_and_nothing_else(self) -> None:
        stay = new_stay()
        stay.send(stay.nurse, "stated_needs", sip_needed=False, outpatient_care_needed=None)
        browsers = Browsers(stay)
        form = browsers.form(stay.nurse, "ready_notice")
        assert [form[name].value() for name in ("sip_needed", "outpatient_care_needed")] == ["no", None]
        page = browsers.of(stay.nurse).get(address(stay, "ready_notice")).text
        assert f"Besvarat av {stay.nurse.unit.full_name}" in page
        assert page.count("Besvarat av") == 1
        refused = browsers.of(stay.nurse).post(
            address(stay, "ready_notice"),
            {"doctor": "Dr Alm", "sip_needed": "yes", "submission": form["submission"].value()},
        )
        assert errors(refused) == {"outpatient_care_needed": "Svara ja eller nej."}
        browsers.send(stay.nurse, "ready_notice", doctor="Dr Alm", sip_needed="yes")
        assert stay.state().sip_needed

    def test_a_refusal_of_a_wish_stands_at_its_field_and_keeps_what_was_typed(self) -> None:
        stay = new_stay()
        browsers, tomorrow = Browsers(stay), (stay.now + 2 * DAY).date().isoformat()
        typed: dict[str, Any] = {"wish": "declines", "said_by": "trustee", "comment": "Per telefon."}
        refused = browsers.send(stay.officer, "sip_wish", **typed, said_on=tomorrow)
        assert errors(refused).keys() == {"said_on"}
        assert refused.context["form"]["comment"].value() == "Per telefon."
        early = (stay.now - 30 * DAY).date().isoformat()
        refused = browsers.send(stay.officer, "sip_wish", **typed, said_on=early)
        assert "före inskrivningen" in errors(refused)["said_on"]
        said_on = stay.now.date().isoformat()
        assert browsers.send(stay.officer, "sip_wish", **typed, said_on=said_on).status_code == 302
        page = client_as(stay.nurse).get(case_address(stay)).text
        assert "Avböjer SIP" in page
        assert "God man" in page

    def test_the_api_does_the_same_with_the_same_refusals(self) -> None:
        stay = new_stay()

        def post(who: Assignment, type: str, **values: Any) -> Any:
            said = {"submission": str(uuid4())} | values
            where = f"/api/cases/{stay.case.pk}/messages/{type}/"
            return client_as(who).post(where, said, content_type="application/json")

        assert post(stay.nurse, "stated_needs").json()["problems"].keys() == {"sip_needed"}
        typed = {"wish": "declines", "said_by": "patient", "comment": "Nej."}
        tomorrow = (timezone.now() + 2 * DAY).date().isoformat()
        refused = post(stay.officer, "sip_wish", **typed, said_on=tomorrow)
        assert refused.json()["problems"].keys() == {"said_on"}
        assert post(stay.nurse, "stated_needs", sip_needed=True).status_code == 201
        # Answered anew in the notice: what stands there beforehand answers nothing by itself.
        refused = post(stay.nurse, "ready_notice", doctor="Dr Alm", outpatient_care_needed=False)
        assert refused.json()["problems"].keys() == {"sip_needed"}


@pytest.mark.django_db(databases=["default", "access_log"])
class TestCorrectedDates:
    """A corrected date says what it moves before it is confirmed."""

    def test_a_corrected_discharge_says_what_it_moves_and_is_sent_when_it_is_confirmed(self) -> None:
        stay = Stay(now=timezone.now() - 20 * DAY)
        stay.ready(sip_needed=False, outpatient_care_needed=False)
        home = stay.wait(days=9).go_home()
        nurse = client_as(stay.nurse)
        where = reverse("discharge:correct", args=[stay.case.pk, home.pk])
        form = nurse.get(where).context["form"]
        typed = filled_in(form, discharged_at=local(home.sent_at - 3 * DAY))
        page = nurse.post(where, typed)
        assert page.status_code == 200
        words = page.context["review"].effects
        assert any("skriva trygghetskvitto senast" in said for said in words), words
        assert any(said.startswith("Med rättelsen: ") for said in words), words
        before = stay.row().discharged_at
        # Another effect than the one that was read is shown anew.
        assert nurse.post(where, typed | {"reviewed": "other"}).status_code == 200
        assert nurse.post(where, typed | {"reviewed": page.context["review"].mark}).status_code == 302
        after = stay.row().discharged_at
        assert before is not None
        assert after is not None
        assert before - after > 2 * DAY

    def test_what_corrects_no_date_asks_for_no_confirmation(self) -> None:
        stay = Stay(now=timezone.now() - 2 * DAY)
        home = stay.go_home()
        nurse = client_as(stay.nurse)
        where = reverse("discharge:correct", args=[stay.case.pk, home.pk])
        typed = filled_in(nurse.get(where).context["form"], destination="home_asih")
        assert nurse.post(where, typed).status_code == 302
        assert "Hem med ASIH" in nurse.get(case_address(stay)).text

    def test_what_contradicts_the_case_is_refused_at_its_field_before(self) -> None:
        stay = Stay(now=timezone.now() - 9 * DAY)
        stay.ready()
        home = stay.wait(days=2).go_home()
        nurse = client_as(stay.nurse)
        where = reverse("discharge:correct", args=[stay.case.pk, home.pk])
        early = local(stay.case.admitted_at + timedelta(minutes=2))
        typed = filled_in(nurse.get(where).context["form"], discharged_at=early)
        refused = nurse.post(where, typed)
        assert errors(refused).keys() == {"discharged_at"}
        assert refused.context["review"] is None


@pytest.mark.django_db(transaction=True)
def test_the_night_ends_what_nobody_can_be_expected_to_do(servers: TestServers) -> None:
    """List, counts, case page and API say the same before it and after."""
    stay = Stay(now=timezone.now() - 40 * DAY)
    stay.consent()
    stay.go_home()

    def seen() -> tuple[int, list[str], list[Any]]:
        nurse = client_as(stay.nurse)
        with acting(stay.nurse):
            part = Participation.objects.get(case=stay.case, unit=stay.nurse.unit)
        page = nurse.get(case_address(stay)).context["words"]
        lapsed = [(task.what, task.is_ours) for step in page.steps for task in step.lapsed if task.is_ours]
        return part.to_answer, sorted(task.what for task in page.tasks if task.is_ours), lapsed

    assert seen() == (2, ["lämna utskrivningsinformation", "skriva trygghetskvitto"], [])
    with login_of(servers.urls.worker):
        assert end_tasks(timezone.now()) == 1
        assert end_tasks(timezone.now()) == 0
    left, tasks, lapsed = seen()
    assert (left, tasks) == (0, [])
    assert {what for what, _ in lapsed} == {"lämna utskrivningsinformation", "skriva trygghetskvitto"}
    page = client_as(stay.nurse).get(case_address(stay)).text
    assert "Uteblev: ni skulle skriva trygghetskvitto." in page
    api = client_as(stay.nurse).get(f"/api/cases/{stay.case.pk}/").json()
    [own] = [part for part in api["parts"] if part["unit"]["id"] == str(stay.nurse.unit_id)]
    assert own["lapsed"].keys() == {"patient_summary", "discharge_information"}
    with acting(stay.nurse):
        assert derive.find_differences(Case.objects.get(pk=stay.case.pk), stay.state()) == []
    # What is sent all the same was late, and not undone.
    stay.now = timezone.now()
    stay.inform()
    assert "lämna utskrivningsinformation" not in {what for what, _ in seen()[2]}
