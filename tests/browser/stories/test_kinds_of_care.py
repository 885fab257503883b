"""One story each: compulsory outpatient care, a child, a short stay, a transfer, a wrong receiver."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from municipalities.swedish.clock import local_date
from tests.factories import people
from tests.factories.browser.pages import Session
from tests.factories.browser.whole_case import answer, declare_ready, field_time, submit
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)
LogIn = Callable[[str], Session]


def told(account: str = "somatik", years_old: int = 84) -> tuple[Stay, str]:
    """A stay since yesterday, and its case's address."""
    now = timezone.now()
    stay = Stay(
        now=now - timedelta(days=1),
        nurse=people.assignment(account),
        person=people.person_aged(years_old, local_date(now)),
    )
    return stay, f"/arenden/{stay.case.pk}/"


def more(session: Session, verb: str) -> None:
    """Choose what stands behind "Fler åtgärder"."""
    session.page.locator("summary", has_text="Fler åtgärder").click()
    session.press(verb)


def choose_unit(session: Session, field: str, unit: str) -> None:
    session.page.locator(f"select[name={field}]").select_option(label=unit)


def consent(nurse: Session) -> None:
    more(nurse, "Registrera samtycke")
    nurse.choose("All information i planeringen")
    nurse.choose("Alla parter")
    nurse.write("Hur och till vem har patienten sagt det?", "Muntligt till sjuksköterskan.")
    submit(nurse, "consent")
    nurse.sees("Skickat: Samtycke")


def test_psychiatric_care_that_goes_on_as_compulsory_outpatient_care(log_in: LogIn) -> None:
    _, case = told("psykiatri")
    nurse, coordinator, officer = log_in("psykiatri"), log_in("vardcentral"), log_in("stadsdel")
    nurse.open(case)
    nurse.press("Underrätta enligt 7 a § LPT")
    nurse.write("Chefsöverläkare som har gjort bedömningen", "Dr Alm")
    nurse.page.locator("input[name=outpatient_care_needed][value=yes]").check()
    submit(nurse, "lpt_notice")
    nurse.sees("Samordnad vårdplan i stället för SIP")
    nurse.sees("Fristdagar")
    coordinator.open(case)
    coordinator.sees("lämna besked om öppenvårdens insatser")
    coordinator.does_not_see("kalla till SIP, senast")
    answer(officer, case)
    assert nurse.violations() == []


def test_a_child_with_two_guardians(log_in: LogIn) -> None:
    stay, case = told("psykiatri", years_old=11)
    nurse, officer = log_in("psykiatri"), log_in("stadsdel")
    nurse.open(case)
    for name in ("Eva Ek", "Omar Ek"):
        nurse.press("Registrera vårdnadshavare")
        nurse.write("Namn", name)
        nurse.page.locator("#form-guardian_named input[value=guardian]").check()
        nurse.write("Telefon", "070-174 06 05")
        submit(nurse, "guardian_named")
        nurse.sees(name)
    officer.open(case)
    officer.sees("Eva Ek, Vårdnadshavare, 070-174 06 05")
    officer.sees("Omar Ek, Vårdnadshavare, 070-174 06 05")
    assert officer.violations() == []
    assert stay.state().minor


def test_a_short_stay_that_ends_the_day_it_became_ready(log_in: LogIn) -> None:
    stay, case = told()
    nurse, officer = log_in("somatik"), log_in("stadsdel")
    declare_ready(nurse, case)
    nurse.sees("Samtycke saknas för att lämna ”information vid utskrivning”")
    consent(nurse)
    nurse.press("Meddela utskrivning (hemgång)")
    nurse.write("Utskriven", field_time(timezone.now()))
    nurse.choose("Eget hem")
    submit(nurse, "discharge")
    nurse.sees("Skickat: Hemgång")
    # The guide goes on by itself.
    for label, text in {
        "Sammanfattning av vården": "Föll hemma, inget brutet.",
        "Funktion och ADL": "Går med rullator.",
        "Läkemedelslista": "Alvedon vid behov.",
    }.items():
        nurse.write(label, text)
    submit(nurse, "discharge_information")
    nurse.sees("Skickat: Utskrivningsinformation")
    officer.open(case)
    officer.sees("Går med rullator.")
    state = stay.state()
    assert state.discharged_at is not None
    assert local_date(state.ready_periods[0].sent_at) == local_date(state.discharged_at)
    assert [task.type for task in state.tasks] == ["patient_summary"]


def test_a_person_who_declines_a_sip_and_needs_stated_beforehand(log_in: LogIn) -> None:
    """The ward states the needs at the round; the surgery is told that the person wants no SIP."""
    stay, case = told()
    nurse, coordinator, officer = log_in("somatik"), log_in("vardcentral"), log_in("stadsdel")
    nurse.open(case)
    more(nurse, "Registrera behov av SIP och öppenvård")
    for question, said in (("sip_needed", "yes"), ("outpatient_care_needed", "no")):
        nurse.page.locator(f"#form-stated_needs input[name={question}][value={said}]").check()
    submit(nurse, "stated_needs")
    nurse.sees("Skickat: Behov av SIP och öppenvård")
    coordinator.open(case)
    more(coordinator, "Registrera om patienten avböjer SIP")
    coordinator.choose("Avböjer SIP")
    coordinator.write("Sagt den", f"{local_date(timezone.now())}")
    coordinator.choose("Patienten själv")
    coordinator.write("Hur och till vem har det sagts?", "Till vårdkontakten, per telefon.")
    submit(coordinator, "sip_wish")
    coordinator.sees("Skickat: Den enskildes besked om SIP")
    nurse.open(case)
    nurse.press("Meddela utskrivningsklar")
    nurse.sees(f"Besvarat av {stay.nurse.unit.full_name}")
    expect(nurse.page.locator("input[name=sip_needed][value=yes]")).to_be_checked()
    assert nurse.violations() == []
    nurse.write("Behandlande läkare som har gjort bedömningen", "Dr Alm")
    submit(nurse, "ready_notice")
    nurse.sees("Skickat: Utskrivningsklar")
    coordinator.open(case)
    coordinator.does_not_see("kalla till SIP, senast")
    coordinator.sees("Personen har avböjt SIP.")
    officer.open(f"/betalning/varfor/{stay.case.pk}/")
    officer.sees("då krävs ingen kallelse (antaget, LUS 4:2)")
    assert officer.violations() == []


def test_a_transfer_between_hospitals(log_in: LogIn) -> None:
    stay, case = told()
    nurse, other = log_in("somatik"), log_in("psykiatri")
    nurse.open(case)
    more(nurse, "Överför vårdtillfället")
    choose_unit(nurse, "to", people.unit("Psykosvård 51").full_name)
    submit(nurse, "transfer")
    nurse.sees("Ni ser det som det var då")
    other.open("/arbetslista/?lista=inneliggande")
    other.sees("Bo Ek")
    declare_ready(other, case)
    other.sees("Dr Alm")
    nurse.open(case)
    nurse.sees("Inskrivningsmeddelande")
    nurse.does_not_see("Dr Alm")
    nurse.open("/arbetslista/?lista=avslutade")
    nurse.sees("Lämnat")
    assert nurse.violations() == []
    assert stay.row().ward == people.unit("Psykosvård 51")


def test_a_wrong_receiver(log_in: LogIn) -> None:
    _, case = told()
    officer, nurse, right = log_in("stadsdel"), log_in("somatik"), log_in("huddinge")
    officer.open(case)
    more(officer, "Meddela fel mottagare")
    officer.write("Varför är det fel mottagare?", "Personen bor i Huddinge.")
    submit(officer, "wrong_receiver")
    officer.sees("Skickat: Fel mottagare")
    officer.sees("Er del i ärendet är avslutad")
    nurse.open(case)
    nurse.sees("lägga till rätt mottagare")
    nurse.sees("Personen bor i Huddinge.")
    nurse.press("Lägg till en enhet")
    choose_unit(nurse, "to", people.unit("Biståndsenheten Huddinge").full_name)
    nurse.write("Varför ska enheten delta?", "Rätt kommun.")
    submit(nurse, "participant_added")
    nurse.does_not_see("lägga till rätt mottagare")
    right.open("/arbetslista/")
    right.sees("Bo Ek")
    right.open(case)
    right.press("Ta emot planeringen")
    submit(right, "take")
    right.sees("Handläggare: Henrik Öberg")
