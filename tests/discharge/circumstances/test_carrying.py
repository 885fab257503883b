"""What is said once is not typed again: forms begin with it, and say who said it; some may not go on."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from discharge import actions
from discharge.forms.messages import BEGAN
from discharge.models import Draft, Message
from discharge.process.circumstances.rows import ROWS, SERVICES
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.browsers import Browsers, address, case_address, errors
from tests.factories.clients import filled_in
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db
SAID = {
    "telephone": "070-123 45 67",
    "interpreter": "spoken",
    "language": "arabiska",
    "next_of_kin": "Mona Ek",
    "next_of_kin_relation": "child",
    "next_of_kin_telephone": "070-765 43 21",
    "housing": "own",
    "household": "alone",
    "adl_bathing": "dependent",
    "adl_feeding": "independent",
    "aids": "Rollator",
}
INFORMATION: dict[str, Any] = {
    "summary": "Fall.",
    "functional_state": "Går med stöd.",
    "medication": "Alvedon",
    "contact": "Anna",
    "call": "08-123 00 00",
}


def report(stay: Stay, **changes: Any) -> Message:
    values = {"services": "Hemtjänst.", "contact": "08-2", "home_help": "Dagligen"} | SAID | changes
    return stay.send(stay.officer, "status_report", **values)


def consented(browsers: Browsers, information: str = "all", party: str = "all") -> Stay:
    browsers.stay.consent(information, party)
    return browsers.stay


def last(stay: Stay, who: Assignment, type: str) -> Message:
    with acting(who):
        return Message.objects.filter(type=type).latest("sent_at")


def began(browsers: Browsers, who: Assignment, type: str) -> dict[str, Any]:
    form = browsers.form(who, type)
    names = {row.name for row in ROWS} & form.fields.keys()
    return {name: value for name in names if (value := form[name].value())}


def keep_draft(browsers: Browsers, who: Assignment, **typed: Any) -> None:
    data = filled_in(browsers.form(who, "planning_note"), **typed)
    where = reverse("discharge:draft", args=[browsers.stay.case.pk, "planning_note"])
    assert browsers.of(who).post(where, data).status_code == 302


def test_a_form_begins_with_what_was_said_last_by_whom(browsers: Browsers) -> None:
    stay = consented(browsers)
    report(stay)
    assert began(browsers, stay.nurse, "discharge_information") == SAID
    assert began(browsers, stay.coordinator, "planning_note") == SAID | {"home_help": "Dagligen"}
    assert began(browsers, stay.nurse, "patient_summary") == {"aids": "Rollator"}
    form = browsers.form(stay.nurse, "discharge_information")
    assert stay.officer.unit.full_name in form["telephone"].help_text
    assert "telephone" in form.suggestions


def test_what_nobody_touches_is_said_again_and_what_is_changed_is_marked(browsers: Browsers) -> None:
    stay = consented(browsers)
    report(stay)
    sent = browsers.send(stay.nurse, "discharge_information", **INFORMATION, adl_bathing="partly")
    assert sent.status_code == 302
    content = last(stay, stay.nurse, "discharge_information").content
    assert {name: content.get(name) for name in SAID} == SAID | {"adl_bathing": "partly"}
    page = browsers.of(stay.officer).get(case_address(stay))
    words = page.context["words"].circumstances
    lines = {line.name: line for group in words.groups for line in group.lines}
    assert [unit for unit, _ in lines["telephone"].now.again] == [stay.nurse.unit.full_name]
    assert lines["telephone"].before == []
    assert [said.value for said in (lines["adl_bathing"].now, *lines["adl_bathing"].before)] == [
        "Delvis beroende",
        "Beroende",
    ]
    assert "Badning (ändrat)" in page.text
    assert "Födointag (ändrat)" not in page.text


def test_what_is_emptied_holds_no_longer(browsers: Browsers) -> None:
    stay = consented(browsers)
    report(stay)
    emptied = dict.fromkeys(("next_of_kin", "next_of_kin_relation", "next_of_kin_telephone"))
    browsers.send(stay.nurse, "discharge_information", **INFORMATION, **emptied)
    assert last(stay, stay.nurse, "discharge_information").content["next_of_kin"] == ""
    assert "next_of_kin" not in began(browsers, stay.officer, "status_report")
    page = browsers.of(stay.officer).get(case_address(stay)).text
    assert "Gäller inte längre" in page


def test_what_a_program_does_not_mention_is_not_ended(browsers: Browsers) -> None:
    stay = consented(browsers)
    report(stay)
    stay.inform()
    assert began(browsers, stay.coordinator, "planning_note")["next_of_kin"] == "Mona Ek"


def lines(browsers: Browsers, who: Assignment) -> dict[str, Any]:
    words = browsers.of(who).get(case_address(browsers.stay)).context["words"].circumstances
    return {line.name: line for group in words.groups for line in group.lines}


class TestWhatIsPutRight:
    """After others have carried it on."""

    def carried_on(self, browsers: Browsers) -> tuple[Stay, Message]:
        stay = consented(browsers)
        said = report(stay)
        browsers.send(stay.nurse, "discharge_information", **INFORMATION, aids="Rullstol")
        stay.now = timezone.now()
        return stay, said

    def test_a_correction_holds_and_undoes_nothing_else(self, browsers: Browsers) -> None:
        stay, said = self.carried_on(browsers)
        where = reverse("discharge:correct", args=[stay.case.pk, said.pk])
        form = browsers.of(stay.officer).get(where).context["form"]
        data = filled_in(form, telephone="070-174 06 99")
        assert browsers.of(stay.officer).post(where, data).status_code == 302
        found = lines(browsers, stay.nurse)
        assert found["telephone"].now.value == "070-174 06 99"
        assert [one.value for one in found["telephone"].before] == [SAID["telephone"]]
        # The ward's own word stands, though the correction repeats what the report said of it.
        assert found["aids"].now.value == "Rullstol"

    def test_what_stood_in_a_cancelled_message_is_doubtful(self, browsers: Browsers) -> None:
        stay, said = self.carried_on(browsers)
        stay.send(stay.officer, "cancel", message=said.pk, reason="Gällde en annan person.")
        found = lines(browsers, stay.nurse)
        assert (found["telephone"].is_doubtful, found["aids"].is_doubtful) == (True, False)
        page = browsers.of(stay.nurse).get(case_address(stay)).text
        assert "samma uppgift stod i ett meddelande som är makulerat" in page


class TestTwoAtOnce:
    def test_what_somebody_else_has_said_since_is_shown_and_not_undone(self, browsers: Browsers) -> None:
        stay = consented(browsers)
        report(stay)
        form = browsers.form(stay.nurse, "discharge_information")
        report(stay, adl_bathing="independent", day_activity="Måndagar")
        data = filled_in(form, **INFORMATION, telephone="08-999 99 99")
        again = browsers.of(stay.nurse).post(address(stay, "discharge_information"), data)
        assert "Ändrat sedan formuläret öppnades" in errors(again)["adl_bathing"]
        assert errors(again).keys() == {"adl_bathing"}
        form = again.context["form"]
        assert (form["adl_bathing"].value(), form["telephone"].value()) == ("independent", "08-999 99 99")
        assert '<details class="form-group" open>' in again.text
        sent = browsers.of(stay.nurse).post(address(stay, "discharge_information"), filled_in(form))
        assert sent.status_code == 302
        content = last(stay, stay.nurse, "discharge_information").content
        assert (content["adl_bathing"], content["telephone"]) == ("independent", "08-999 99 99")

    def test_one_who_wrote_over_it_has_decided(self, browsers: Browsers) -> None:
        stay = consented(browsers)
        report(stay)
        form = browsers.form(stay.nurse, "discharge_information")
        report(stay, adl_bathing="independent")
        data = filled_in(form, **INFORMATION, adl_bathing="partly")
        assert browsers.of(stay.nurse).post(address(stay, "discharge_information"), data).status_code == 302

    @pytest.mark.parametrize("garbage", ["{", "[7]", '{"telephone": 7}'])
    def test_a_form_that_does_not_say_what_it_began_with(self, browsers: Browsers, garbage: str) -> None:
        stay = consented(browsers)
        data = filled_in(browsers.form(stay.nurse, "discharge_information"), **INFORMATION)
        data["circumstances_began"] = garbage
        assert browsers.of(stay.nurse).post(address(stay, "discharge_information"), data).status_code in (
            200,
            302,
        )


class TestWhatIsNotCarried:
    def test_from_one_consent_to_another(self, browsers: Browsers) -> None:
        """The surgery may have what is told of going home, and not what the parties plan with."""
        stay = consented(browsers, "planning", "inpatient")
        report(stay)
        stay.consent("going_home", "outpatient")
        assert began(browsers, stay.nurse, "discharge_information") == {}
        form = browsers.form(stay.nurse, "discharge_information")
        assert "inte förifyllt" in form.withheld
        assert "hemtjänst" not in form.withheld
        stay.consent("planning", "outpatient")
        assert began(browsers, stay.nurse, "discharge_information") == SAID

    def test_what_is_blocked_also_when_the_reader_has_opened_it(self, browsers: Browsers) -> None:
        stay = consented(browsers)
        report(stay)
        with acting(stay.officer):
            block = actions.set_block(by=stay.officer, case_id=stay.case.pk, now=timezone.now())
        assert began(browsers, stay.nurse, "discharge_information") == {}
        assert not browsers.form(stay.nurse, "discharge_information").withheld
        with acting(stay.nurse):
            actions.open_block(
                by=stay.nurse,
                case_id=stay.case.pk,
                block_id=block.pk,
                ground="consented",
                reason="Patienten bad mig.",
                now=timezone.now(),
            )
        assert began(browsers, stay.nurse, "discharge_information") == {}
        assert "inte förifyllt" in browsers.form(stay.nurse, "discharge_information").withheld
        assert began(browsers, stay.officer, "status_report")["telephone"] == SAID["telephone"]

    def test_what_a_protected_identity_hides(self) -> None:
        stay = Stay(now=timezone.now(), person=people.person(protected_identity=True))
        browsers = Browsers(consented(Browsers(stay)))
        report(stay)
        shown = began(browsers, stay.nurse, "discharge_information")
        assert shown.keys() == SAID.keys() - {
            "telephone",
            "next_of_kin",
            "next_of_kin_relation",
            "next_of_kin_telephone",
        }
        text = browsers.of(stay.nurse).get(address(stay, "discharge_information")).text
        assert "Mona Ek" not in text
        assert "närmast anhörig" in text

    def test_what_is_cancelled(self, browsers: Browsers) -> None:
        stay = consented(browsers)
        said = report(stay)
        stay.send(stay.officer, "cancel", message=said.pk, reason="Fel ärende.")
        assert began(browsers, stay.nurse, "discharge_information") == {}

    def test_what_social_services_give_into_a_message_of_going_home(self, browsers: Browsers) -> None:
        stay = consented(browsers)
        report(stay)
        names = {row.name for row in ROWS if row.group == SERVICES}
        for name in ("discharge_information", "patient_summary"):
            assert not names & browsers.form(stay.nurse, name).fields.keys()

    def test_into_what_was_sent_at_another_time(self, browsers: Browsers) -> None:
        stay = consented(browsers)
        report(stay)
        page = browsers.of(stay.officer).get(address(stay, "planning_note"), {"efterhand": "1"})
        assert not page.context["form"]["telephone"].value()


def test_a_draft_comes_first_and_says_what_was_said_since(browsers: Browsers) -> None:
    stay = consented(browsers)
    typed = {"services": "Vi vårdar.", "telephone": "08-111 11 11"}
    keep_draft(browsers, stay.nurse, **typed)
    report(stay)
    form = browsers.form(stay.nurse, "planning_note")
    assert (form["telephone"].value(), form["next_of_kin"].value()) == ("08-111 11 11", "Mona Ek")
    assert "”070-123 45 67”" in form["telephone"].help_text


def test_a_draft_keeps_nothing_that_was_carried_into_it(browsers: Browsers) -> None:
    """The patient may have blocked it when the draft is opened again."""
    stay = consented(browsers)
    report(stay)
    keep_draft(browsers, stay.nurse, services="Vi vårdar.", aids="Rullstol")
    with acting(stay.nurse):
        [draft] = Draft.objects.all()
    assert draft.values.items() >= {"services": "Vi vårdar.", "aids": "Rullstol"}.items()
    assert not SAID.keys() - {"aids"} & draft.values.keys()
    with acting(stay.officer):
        actions.set_block(by=stay.officer, case_id=stay.case.pk, now=timezone.now())
    assert began(browsers, stay.nurse, "planning_note") == {"aids": "Rullstol"}


@pytest.mark.parametrize(
    ("name", "typed", "refused"),
    [
        ("telephone", "abc", "Skriv ett telefonnummer, till exempel 08-123 456 00."),
        ("next_of_kin_telephone", "112 112 " * 4, "Skriv ett telefonnummer, till exempel 08-123 456 00."),
        ("next_of_kin", "B" * 201, "Högst 200 tecken. Texten har 201. Skriv kortare."),
        ("next_of_kin_relation", "cousin", "Välj ett av alternativen."),
        ("language", None, "Fyll i uppgiften."),
        ("aids", "Rolla\x00tor", "tecken som inte går att läsa"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    browsers: Browsers, name: str, typed: Any, refused: str
) -> None:
    stay = consented(browsers)
    page = browsers.send(stay.nurse, "discharge_information", **INFORMATION | SAID | {name: typed})
    assert refused in errors(page)[name]
    assert page.context["form"]["summary"].value() == INFORMATION["summary"]
    assert '<details class="form-group" open>' in page.text


def test_what_is_pasted_is_read_as_it_is_meant(browsers: Browsers) -> None:
    stay = consented(browsers)
    pasted = {
        "telephone": "\u200b070\u2011123\u00a045\u00a067",
        "next_of_kin": "Mona \u202eEk",
        "aids": "\u200b",
    }
    browsers.send(stay.nurse, "discharge_information", **INFORMATION | SAID | pasted)
    content = last(stay, stay.nurse, "discharge_information").content
    assert (content["telephone"], content["next_of_kin"]) == ("070-123 45 67", "Mona Ek")
    assert "aids" not in content


class TestTheApi:
    def send(self, browsers: Browsers, **values: Any) -> Any:
        stay = browsers.stay
        path = f"/api/cases/{stay.case.pk}/messages/planning_note/"
        body = {"submission": str(uuid4()), "services": "Vi vårdar."} | values
        return browsers.of(stay.nurse).post(path, body, content_type="application/json")

    def test_refuses_at_the_row_in_the_words_of_the_form(self, browsers: Browsers) -> None:
        consented(browsers)
        wrong = self.send(browsers, telephone="abc", interpreter="spoken")
        assert wrong.status_code == 400
        assert wrong.json()["problems"].keys() == {"telephone", "language"}
        assert "telefonnummer" in wrong.json()["problems"]["telephone"]
        for name, value in {"adl_bathing": "sometimes", "next_of_kin": "B" * 201, "aids": ["x"]}.items():
            assert self.send(browsers, **{name: value}).json()["problems"].keys() == {name}

    def test_says_what_holds_and_ends_it_by_an_empty_text(self, browsers: Browsers) -> None:
        stay = consented(browsers)
        report(stay)
        case = f"/api/cases/{stay.case.pk}/"
        said = {one["name"]: one for one in browsers.of(stay.nurse).get(case).json()["circumstances"]}
        assert (said["adl_bathing"]["said"], said["adl_bathing"]["before"]) == ("Beroende", [])
        assert said["telephone"]["unit"] == stay.officer.unit.full_name
        assert self.send(browsers, telephone="", adl_bathing="", aids=None).status_code == 201
        said = {one["name"]: one for one in browsers.of(stay.nurse).get(case).json()["circumstances"]}
        assert {said[name]["said"] for name in ("telephone", "adl_bathing")} == {"Gäller inte längre"}
        assert said["aids"]["said"] == "Rollator"


@pytest.mark.parametrize("began", ["[" * 50_000, json.dumps({"sip_planned": "x", "medication_list": "x"})])
def test_what_a_form_says_it_began_with_is_not_believed_of_more_than_circumstances(
    browsers: Browsers, began: str
) -> None:
    stay = consented(browsers)
    form = browsers.form(stay.nurse, "discharge_information")
    data = filled_in(form, **INFORMATION) | {BEGAN: began}
    sent = browsers.of(stay.nurse).post(address(stay, "discharge_information"), data)
    assert sent.status_code == 302
    assert "medication_list" not in last(stay, stay.nurse, "discharge_information").content
