"""General messages: to chosen parties, answered in threads."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from discharge.models import Recipient
from discharge.presenters.messages.threads import Thread
from discharge.process import Refused
from discharge.process.judging.previous_messages import UNKNOWN
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.browsers import Browsers, address, case_address, errors, new_stay
from tests.factories.clients import filled_in
from tests.factories.stays import OwnSip, Stay

TELL = "general_message"
pytestmark = pytest.mark.django_db(databases=["default", "access_log"])


@pytest.fixture
def browsers() -> Browsers:
    browsers = Browsers(new_stay())
    browsers.stay.consent()
    return browsers


def threads(browsers: Browsers, who: Assignment) -> list[Thread]:
    return browsers.of(who).get(case_address(browsers.stay)).context["words"].threads


def texts(thread: Thread) -> list[str]:
    return [dict(message.fields)["Meddelande"] for message in (thread.first, *thread.answers)]


def receivers(stay: Stay) -> set[str]:
    """The units that the last message was sent to."""
    with acting(stay.nurse):
        last = Recipient.objects.order_by("-message__sent_at").values("message")[:1]
        return set(Recipient.objects.filter(message__in=last).values_list("unit__name", flat=True))


def test_it_goes_to_those_who_are_chosen(browsers: Browsers) -> None:
    stay = browsers.stay
    form = browsers.form(stay.nurse, TELL)
    offered = {label for _, label in form.fields["to"].choices}
    assert offered == {stay.officer.unit.full_name, stay.coordinator.unit.full_name}
    browsers.send(stay.nurse, TELL, category="aids", to=[stay.officer.unit_id], text="Har personen rullator?")
    assert receivers(stay) == {stay.officer.unit.name}
    [thread] = threads(browsers, stay.coordinator)
    assert (thread.title, texts(thread)) == ("Hjälpmedel och bostad", ["Har personen rullator?"])
    assert dict(thread.first.fields)["Mottagare"] == stay.officer.unit.full_name
    assert [thread.waits_for_us for thread in threads(browsers, stay.officer)] == [True]
    assert [thread.waits_for_us for thread in threads(browsers, stay.coordinator)] == [False]


def test_it_stands_in_its_thread_and_in_no_step(browsers: Browsers) -> None:
    stay = browsers.stay
    stay.tell(stay.nurse, stay.officer)
    steps = browsers.of(stay.nurse).get(case_address(stay)).context["words"].steps
    assert [message.type for step in steps for message in step.messages] == ["admission_notice", "consent"]


def test_an_answer_goes_back_and_stands_below(browsers: Browsers) -> None:
    stay = browsers.stay
    asked = stay.tell(stay.nurse, stay.officer, stay.coordinator, text="Finns larm?", category="aids")
    other = stay.tell(stay.coordinator, stay.nurse, text="Ny läkemedelslista?")
    where = f"{address(stay, TELL)}?replies_to={asked.pk}"
    page = browsers.of(stay.officer).get(where)
    assert page.context["answered"].texts == ["Finns larm?"]
    form = page.context["form"]
    assert form["to"].value() == [stay.nurse.unit_id]
    assert form["category"].value() == "aids"
    browsers.of(stay.officer).post(address(stay, TELL), filled_in(form, text="Ja, sedan i går."))
    assert receivers(stay) == {stay.nurse.unit.name}
    [newest, older] = threads(browsers, stay.nurse)
    assert texts(newest) == ["Finns larm?", "Ja, sedan i går."]
    assert older.first.id == other.pk
    assert (
        f"{TELL}/?replies_to={newest.answers[0].id}" in browsers.of(stay.nurse).get(case_address(stay)).text
    )


def test_an_answer_to_an_answer_stays_in_the_thread(browsers: Browsers) -> None:
    stay = browsers.stay
    first = stay.tell(stay.nurse, stay.officer, text="Ett")
    second = stay.tell(stay.officer, stay.nurse, text="Två", replies_to=first.pk)
    third = stay.tell(stay.nurse, stay.officer, text="Tre", replies_to=second.pk)
    stay.tell(stay.nurse, stay.officer, text="Tre och en halv", replies_to=third.pk)
    [thread] = threads(browsers, stay.officer)
    assert texts(thread) == ["Ett", "Två", "Tre", "Tre och en halv"]


def test_going_on_with_ones_own_goes_to_the_same_again(browsers: Browsers) -> None:
    stay = browsers.stay
    asked = stay.tell(stay.nurse, stay.officer, stay.coordinator)
    form = browsers.of(stay.nurse).get(f"{address(stay, TELL)}?replies_to={asked.pk}").context["form"]
    assert set(form["to"].value()) == {stay.officer.unit_id, stay.coordinator.unit_id}


def test_what_is_wrong_is_said_and_what_was_answered_stands_there_still(browsers: Browsers) -> None:
    stay = browsers.stay
    asked = stay.tell(stay.nurse, stay.officer, text="Finns larm?")
    form = browsers.of(stay.officer).get(f"{address(stay, TELL)}?replies_to={asked.pk}").context["form"]
    stranger = people.assignment("huddinge").unit_id
    for typed, name, says in (
        ({"text": ""}, "text", "Fyll i uppgiften"),
        ({"to": None}, "to", "Välj minst en"),
        ({"to": [stranger]}, "to", "Välj minst en"),
        ({"to": ["x"]}, "to", "Välj minst en"),
    ):
        response = browsers.of(stay.officer).post(address(stay, TELL), filled_in(form, **typed))
        assert says in errors(response)[name], typed
        assert response.context["answered"].texts == ["Finns larm?"]
    assert [len(thread.answers) for thread in threads(browsers, stay.nurse)] == [0]


def test_only_a_message_that_counts_is_answered(browsers: Browsers) -> None:
    stay = browsers.stay
    contact = stay.name_contact()
    cancelled = stay.tell(stay.nurse, stay.officer)
    stay.send(stay.nurse, "cancel", message=cancelled.pk, reason="Fel patient")
    for message in (contact.pk, cancelled.pk, uuid4()):
        with pytest.raises(Refused) as refused:
            stay.tell(stay.officer, stay.nurse, replies_to=message)
        assert refused.value.problems == {"replies_to": UNKNOWN}
    for message in (contact.pk, uuid4()):
        where = f"{address(stay, TELL)}?replies_to={message}"
        assert browsers.of(stay.officer).get(where).status_code == 404
    [thread] = threads(browsers, stay.officer)
    assert (thread.first.mark, thread.first.answer) == ("Makulerat", "")


def test_who_has_left_the_case_is_not_a_receiver(browsers: Browsers) -> None:
    stay = browsers.stay
    left = stay.officer
    stay.send(left, "handover", to=people.assignment("huddinge").unit_id, reason="Bor i Huddinge")
    with pytest.raises(Refused) as refused:
        stay.tell(stay.nurse, left)
    assert "deltar i ärendet nu" in refused.value.problems["to"]


def test_a_correction_stands_in_the_thread_of_what_it_corrects(browsers: Browsers) -> None:
    stay = browsers.stay
    wrong = stay.tell(stay.nurse, stay.officer, text="Hem på torsdag")
    stay.tell(stay.officer, stay.nurse, text="Tack", replies_to=wrong.pk)
    where = reverse("discharge:correct", args=[stay.case.pk, wrong.pk])
    form = browsers.of(stay.nurse).get(where).context["form"]
    sent = browsers.of(stay.nurse).post(where, filled_in(form, text="Hem på fredag"))
    assert sent.status_code == 302
    [thread] = threads(browsers, stay.officer)
    assert texts(thread) == ["Hem på torsdag", "Tack", "Hem på fredag"]
    assert [message.mark for message in (thread.first, *thread.answers)] == ["Rättat senare", "", "Rättelse"]


def test_one_may_write_after_the_patient_has_gone_home(browsers: Browsers) -> None:
    stay = browsers.stay
    stay.go_home()
    stay.tell(stay.officer, stay.nurse, text="Var är husnycklarna?")
    assert len(threads(browsers, stay.nurse)) == 1


def test_without_consent_nothing_is_written_and_the_page_says_what_to_do() -> None:
    """The domain: what is richer than the notices of the act needs consent, or a harm assessment."""
    browsers = Browsers(new_stay())
    stay = browsers.stay
    page = browsers.of(stay.nurse).get(address(stay, TELL)).text
    assert "Inhämta patientens samtycke, eller gör en menprövning" in page
    stay.send(
        stay.nurse,
        "harm_assessment",
        information="planning",
        party="municipal",
        outcome="may_share",
        reasons="Patienten är medvetslös.",
    )
    form = browsers.form(stay.nurse, TELL)
    assert [label for _, label in form.fields["to"].choices] == [stay.officer.unit.full_name]
    browsers.send(stay.nurse, TELL, category="aids", to=[stay.officer.unit_id], text="Finns rullator?")
    assert [texts(thread) for thread in threads(browsers, stay.officer)] == [["Finns rullator?"]]
    assert threads(browsers, stay.coordinator) == []


def test_those_who_may_read_it_read_it_whoever_it_was_sent_to(browsers: Browsers) -> None:
    stay = browsers.stay
    stay.tell(stay.nurse, stay.officer, text="Finns larm?")
    assert [texts(thread) for thread in threads(browsers, stay.coordinator)] == [["Finns larm?"]]


def test_a_unit_whose_party_may_not_read_it_is_no_receiver() -> None:
    stay = new_stay()
    stay.consent("planning", "municipal")
    with pytest.raises(Refused) as refused:
        stay.tell(stay.nurse, stay.coordinator)
    assert "får ta del av uppgifterna" in refused.value.problems["to"]


def test_a_sip_outside_a_stay_has_its_messages_too() -> None:
    browsers = Browsers(sip := OwnSip(now=timezone.now() - timedelta(hours=3)))
    told = {"category": "aids", "to": [sip.coordinator.unit_id], "text": "Finns rullator?"}
    with pytest.raises(Refused, match="Samtycke saknas"):
        sip.send(sip.officer, TELL, replies_to=None, attachment=None, **told)
    sip.consent("planning")
    browsers.send(sip.officer, TELL, **told)
    [thread] = threads(browsers, sip.coordinator)
    assert (thread.title, thread.waits_for_us) == ("Hjälpmedel och bostad", True)
