"""Protection set during the stay: where the person is cared for is told to nobody who has not opened it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
import time_machine
from django.db import ProgrammingError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from discharge import actions, queries
from discharge.models import Message, ProtectionOpening
from discharge.presenters import papers
from discharge.presenters.messages.timeline import HIDDEN
from discharge.process import available
from discharge.process.judging import afterwards
from discharge.process.judging.place import WARD, PlaceOfCare
from discharge.queries import LISTS
from municipalities.access.acting import acting
from municipalities.models import AccessLog, Assignment
from municipalities.units.parties import Party
from tests.factories import people
from tests.factories.browsers import address, case_address
from tests.factories.clients import client_as
from tests.factories.discharge.printed import printed_words
from tests.factories.security.documented import matrix
from tests.factories.security.walk import ROUTES, body
from tests.factories.security.world import roles
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)
FIRST, SECOND = "Akutgeriatrik 12", "Medicin 61"


class Protected(Stay):
    """The second ward has the patient; the office sets the protection on the second day."""

    def __init__(self) -> None:
        super().__init__(now=timezone.now() - timedelta(days=2))
        self.take()
        self.name_contact()
        self.consent()
        self.plan(self.nurse, "Rond varje morgon.")
        self.tell(self.nurse, self.officer, text="Kan ni möta upp?")
        self.first = self.nurse
        self.nurse = people.assignment_at(SECOND)
        self.send(self.first, "transfer", to=self.nurse.unit_id, reason="Hjärtat.")
        self.call_to_sip()
        self.ready()
        protect = reverse("discharge:person-protect", args=[self.case.pk])
        assert client_as(self.officer).post(protect).status_code == 302


@pytest.fixture
def told() -> Protected:
    return Protected()


def pages(told: Stay, who: Assignment) -> list[str]:
    """Every address at which the case or a list with it can be read."""
    named = ("case", "person", "sip", "block")
    found = [reverse(f"discharge:{name}", args=[told.case.pk]) for name in named]
    found += [f"/arbetslista/?lista={name}" for name in LISTS]
    found += [f"/arbetslista/?sok={told.case.reference}", "/moten/", "/moten/?visa=manad", "/placeringar/"]
    found += [
        "/arbetslista/?lista=inneliggande&utskrift=1",
        reverse("discharge:sip-invitation", args=[told.case.pk]),
    ]
    found += [f"/api/cases/{told.case.pk}/", "/api/cases/", "/api/cases/?list=att-svara"]
    with acting(who):
        state = queries.state_of(queries.open_case(who, told.case.pk))
    found += [address(told, row.name) for row, _ in available(state, who.unit_id, who.unit.party)]
    return [*found, reverse("billing:why", args=[told.case.pk])]


def reads(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code in (200, 403, 404), (path, response.status_code)
    return str(response.text)


def open_place(told: Stay, who: Assignment, reason: str = "Ringer avdelningen.") -> Any:
    return client_as(who).post(
        reverse("discharge:protected-details", args=[told.case.pk]), {"reason": reason}
    )


@pytest.mark.parametrize("who", ["officer", "coordinator"])
def test_no_page_list_paper_or_answer_names_the_ward(told: Protected, who: str) -> None:
    reader: Assignment = getattr(told, who)
    client = client_as(reader)
    seen = [path for path in pages(told, reader) if {FIRST, SECOND} & set(_names_in(reads(client, path)))]
    assert seen == []
    assert WARD in reads(client, case_address(told))


def _names_in(text: str) -> list[str]:
    return [name for name in (FIRST, SECOND) if name in text]


#: What tells of units, users and terms and not of persons, and the log, which says who has read.
NO_CASES = (
    *("municipalities:", "account", "discharge:log", "discharge:api-schema", "discharge:colours"),
    *("billing:terms", "billing:rate", "billing:agreement", "billing:nightly"),
)


def test_no_list_or_file_names_the_ward_to_any_role(
    told: Protected, owner_connection: psycopg.Connection
) -> None:
    """Whatever is about several cases; the addresses of one case are walked in `test_access_matrix.py`."""
    told.send(told.nurse, "discharge", discharged_at=told.now, destination="home")
    found, asked = {}, 0
    for role, reader in roles(owner_connection).items():
        names = [name for name in ROUTES if not ROUTES[name] and matrix()[name][role] == 200]
        names = [name for name in names if not name.startswith(NO_CASES)]
        client = client_as(reader) if reader else Client()
        for name in names:
            asked += 1
            text = body(client.get(reverse(name)))
            own = {reader.unit.name} if reader else set()
            if set(_names_in(text.partition("<main")[2] or text)) - own:
                found[role, name] = True
    assert found == {}
    assert asked > 50


def test_each_ward_knows_itself_and_no_other(told: Protected) -> None:
    for who, other in ((told.first, SECOND), (told.nurse, FIRST)):
        # Beside its units, which the head of every page names to who works there.
        text = reads(client_as(who), case_address(told)).partition("<main")[2]
        assert other not in text
        assert who.unit.name in text


def test_who_gives_a_reason_reads_name_and_telephone_for_an_hour(told: Protected) -> None:
    client, ward = client_as(told.officer), told.nurse.unit
    assert SECOND in open_place(told, told.officer).text
    assert ward.phone
    page = reads(client, case_address(told))
    assert SECOND in page
    assert ward.phone in page
    assert SECOND in reads(client, address(told, "general_message"))
    assert SECOND in reads(client, f"/api/cases/{told.case.pk}/")
    # Not what leaves the page, nor anybody else.
    for path in ("/arbetslista/", f"/arbetslista/?sok={told.case.reference}", "/api/cases/"):
        assert SECOND not in reads(client, path)
    assert SECOND not in reads(client_as(told.coordinator), case_address(told))
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert SECOND not in reads(client_as(told.officer), case_address(told))


def test_the_reason_stands_in_the_log(told: Protected, admin_connection: psycopg.Connection) -> None:
    open_place(told, told.officer, "Ringer om hemgången.")
    details = [
        detail
        for (detail,) in admin_connection.execute(
            "SELECT detail FROM municipalities_access_log WHERE case_id = %s", [told.case.pk]
        )
    ]
    assert "skyddade personuppgifter: Ringer om hemgången." in details


@pytest.mark.parametrize("reason", ["", "x", "å" * 81])
def test_without_a_reason_nothing_is_shown(told: Protected, reason: str) -> None:
    refused = open_place(told, told.officer, reason)
    assert refused.context["reason_form"].errors.keys() == {"reason"}
    assert SECOND not in refused.text
    with acting(told.officer):
        assert not ProtectionOpening.objects.exists()


def test_a_part_that_has_ended_opens_nothing(told: Protected) -> None:
    told.now = timezone.now()
    told.send(told.officer, "handover", to=people.unit("Biståndsenheten Bromma").pk, reason="Flyttat.")
    assert SECOND not in open_place(told, told.officer).text
    with pytest.raises(ProgrammingError, match="row-level security"), acting(told.officer):
        actions.show_place(by=told.officer, case_id=told.case.pk, reason="Ändå.", now=timezone.now())


def test_what_one_has_opened_another_does_not_see_by_sql(told: Protected) -> None:
    open_place(told, told.officer)
    with acting(told.officer):
        assert ProtectionOpening.objects.count() == 1
    for who in (told.coordinator, told.nurse, people.assignment("huddinge")):
        with acting(who):
            assert ProtectionOpening.objects.count() == 0


def test_on_a_paper_not_even_the_ward_itself_stands(told: Protected) -> None:
    told.now = timezone.now()
    summary = {"reason_for_stay": "Fall", "what_was_done": "Vila", "next": "Hem", "call": "08-616 00 00"}
    told.send(told.nurse, "patient_summary", **summary)
    with acting(told.nurse):
        case = queries.open_case(told.nurse, told.case.pk, action=AccessLog.Action.PRINT)
        paper = papers.patient_paper(queries.case_file(case), timezone.now())
    assert paper is not None
    assert paper.paper.ward is not None
    assert (paper.paper.ward.full_name, paper.paper.ward.phone, paper.call, paper.paper.name) == (
        WARD,
        "",
        "",
        "",
    )


@pytest.mark.parametrize("paper", ["sip-call-pdf", "patient-summary-pdf", "why"])
def test_the_foot_of_a_paper_says_that_a_ward_has_printed_it(
    told: Protected, paper: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told.now = timezone.now()
    summary = {"reason_for_stay": "Fall", "what_was_done": "Vila", "next": "Hem", "call": "08-616 00 00"}
    told.send(told.nurse, "patient_summary", **summary)
    printed = printed_words(monkeypatch)
    name = "billing:why-pdf" if paper == "why" else f"discharge:{paper}"
    assert client_as(told.nurse).get(reverse(name, args=[told.case.pk])).status_code == 200
    [text] = printed
    assert f"av {WARD}." in text
    assert _names_in(text) == []


class TestNotConnected:
    """What the ward enters for a municipality that is not connected, and sends to it on paper."""

    @pytest.fixture
    def away(self) -> Stay:
        stay = Stay(now=timezone.now() - timedelta(hours=6), receiver=people.unit("Umeå kommun"))
        stay.consent("all")
        stay.enter(people.unit("Umeå kommun"), "status_report", services="Hemtjänst.", contact="08-2")
        protect = reverse("discharge:person-protect", args=[stay.case.pk])
        assert client_as(stay.coordinator).post(protect).status_code == 302
        return stay

    def test_nobody_reads_which_ward_has_entered_it(self, away: Stay) -> None:
        client = client_as(away.coordinator)
        for path in (case_address(away), f"/api/cases/{away.case.pk}/"):
            text = reads(client, path)
            assert _names_in(text) == []
            assert "Umeå kommun" in text
            assert str(away.nurse.unit_id) not in text or path == case_address(away)

    def test_on_the_paper_the_ward_is_written_by_hand(
        self, away: Stay, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with acting(away.nurse):
            notice = Message.objects.get(case=away.case, type="admission_notice")
        printed = printed_words(monkeypatch)
        address = [away.case.pk, notice.pk, people.unit("Umeå kommun").pk]
        answer = client_as(away.nurse).get(reverse("discharge:message-paper", args=address))
        assert answer.status_code == 200
        [text] = printed
        assert _names_in(text) == []
        assert away.nurse.unit.phone not in text
        assert away.nurse.unit.organisation.name not in text
        assert "avdelning och telefon skrivs för hand" in text


def test_the_api_says_nothing_of_the_ward_that_got_a_paper(told: Protected) -> None:
    told.now = timezone.now()
    values = {"category": "information", "to": [told.nurse.unit_id, told.coordinator.unit_id]}
    outside = {
        afterwards.AT: told.now - timedelta(hours=1),
        afterwards.CHANNEL: "fax",
        afterwards.BY: "Bo Ek",
        afterwards.TOLD: (told.nurse.unit_id, told.coordinator.unit_id),
    }
    told.send(told.officer, "general_message", text="Hej.", replies_to=None, **values, **outside)
    [entered] = [
        message
        for message in client_as(told.officer).get(f"/api/cases/{told.case.pk}/").json()["messages"]
        if message["outside"]
    ]
    assert entered["outside"]["told"] == [str(told.coordinator.unit_id)]
    open_place(told, told.officer)
    text = reads(client_as(told.officer), f"/api/cases/{told.case.pk}/")
    assert str(told.nurse.unit_id) in text


def test_taken_away_everybody_reads_it_again(told: Protected) -> None:
    away = reverse("discharge:person-unprotect", args=[told.case.pk])
    done = client_as(told.officer).post(away, {"ground": "own", "reason": "Satt på fel person."})
    assert done.status_code == 302
    assert SECOND in reads(client_as(told.coordinator), case_address(told))


# --- the judgement ---------------------------------------------------------------------------------

UNIT, OWN = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("place", "unit", "party", "hidden"),
    [
        (PlaceOfCare(), UNIT, Party.INPATIENT, False),
        (PlaceOfCare(is_protected=True, own=OWN), UNIT, Party.INPATIENT, True),
        (PlaceOfCare(is_protected=True, own=OWN), UNIT, Party.MUNICIPAL, False),
        (PlaceOfCare(is_protected=True, own=UNIT), UNIT, Party.INPATIENT, False),
        (PlaceOfCare(is_protected=True, own=OWN, is_open=True), UNIT, Party.INPATIENT, False),
        (PlaceOfCare(is_protected=True), UNIT, Party.INPATIENT, True),
    ],
)
def test_the_one_judgement(place: PlaceOfCare, unit: UUID, party: Party, *, hidden: bool) -> None:
    assert place.hides(unit, party) is hidden


class TestSentToTheWrongOne:
    """What is left at a unit when a message to it was taken back: it leads to no case and no person."""

    def sender(self, told: Stay) -> tuple[str, Any]:
        """On the page and by the API."""
        client = client_as(told.officer)
        [row] = client.get("/api/wrongly-sent/").json()
        name = row["sender"]["name"]
        assert f"{name} skickade" in reads(client, "/arbetslista/")
        return name, row["sender"]["id"]

    def test_the_ward_is_not_named_and_protection_works_backwards(
        self, admin_connection: psycopg.Connection
    ) -> None:
        told = Stay(now=timezone.now() - timedelta(days=1))
        protect = reverse("discharge:person-protect", args=[told.case.pk])
        assert client_as(told.coordinator).post(protect).status_code == 302
        told.send(told.nurse, "sent_in_error", reason="Fel person.")
        ward = told.nurse.unit
        assert self.sender(told) == (WARD, None)
        patients = "UPDATE discharge_patient SET protected_identity = %s"
        admin_connection.execute(patients, [False])
        assert self.sender(told) == (ward.full_name, str(ward.pk))
        admin_connection.execute(patients, [True])
        assert self.sender(told) == (WARD, None)

    def test_another_sender_than_a_ward_is_named(self) -> None:
        told = Stay(now=timezone.now() - timedelta(days=1))
        told.take()
        wrong = people.assignment("huddinge")
        sent = told.send(told.officer, "handover", to=wrong.unit_id, reason="Flyttat.")
        protect = reverse("discharge:person-protect", args=[told.case.pk])
        assert client_as(told.nurse).post(protect).status_code == 302
        told.send(told.officer, "handover_undone", message=sent.pk, reason="Fel.")
        [row] = client_as(wrong).get("/api/wrongly-sent/").json()
        assert row["sender"]["name"] == told.officer.unit.full_name


def test_nothing_in_the_notice_tells_where_the_person_is_registered(told: Protected) -> None:
    page = " ".join(reads(client_as(told.officer), case_address(told)).split())
    assert re.search(rf"Stadsdel</dt> *<dd[^>]*> *{HIDDEN}", page)
    [first, *_] = client_as(told.officer).get(f"/api/cases/{told.case.pk}/").json()["messages"]
    assert not {"municipality", "district", "address"} & first["values"].keys()
