"""Four or five cases, and somebody of every role who comes to them: told once, walked by many tests.

*own*: the ward, surgery, district and placement coordinator take part. *other*: other units do. *blocked*: as
*own*, and the district's information is blocked. *protected*: as *own*, a person with protected identity.
*ended*, where it is asked for: as *own*, until all those parts ended and the *other* units took over; then
the person has moved, changed name, and got other help. *mistaken*, where it is asked for: as *own*, until the
ward took it back as being about the wrong person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import psycopg
from django.urls import reverse
from django.utils import timezone

from discharge import actions, queries
from discharge.attachments.files import Upload
from discharge.models import LinkKind, Message, PersonVersion
from discharge.persons.identity_numbers import IdentityNumber
from municipalities.access.acting import acting
from municipalities.models import Assignment, Role, User
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.security.documented import KINDS
from tests.factories.stays import Stay
from vardovergang.demonstration.directory.accounts import ACCOUNTS

#: A name and a street of each person, and what the municipality told of each, found nowhere else.
NAMES = {"own": "Egnelius", "other": "Frembring", "blocked": "Sperrling", "protected": "Qvistberg"}
NAMES |= {"ended": "Utgrenius", "after": "Senarelund", "mistaken": "Felqvist"}
STREETS = {kind: f"{name}gatan" for kind, name in NAMES.items()}
CITIES = {kind: f"{name}stad" for kind, name in NAMES.items()}
SERVICES = {kind: f"Omsorg av slaget {kind} morgon och kväll" for kind in NAMES}
PHONES = {kind: f"08-{731 + number} 00 {40 + number}" for number, kind in enumerate(NAMES)}
#: The next of kin, who is no party of anything.
KIN = {kind: f"Mona {name[::-1]}" for kind, name in NAMES.items()}
#: The telephone of the ward alone.
WARD_PHONE = "08-765 43 21"
#: Who is called to a meeting and is no unit, by the row of the call.
KIN_ROW = "kin"
#: What is told of the *ended* case's person when all those parts have ended.
AFTER = [words["after"] for words in (NAMES, STREETS, CITIES, SERVICES, PHONES)]


@dataclass
class World:
    """The cases by kind, an assignment by the role's name in docs/security.md (None: nobody), ids by kind."""

    cases: dict[str, Stay] = field(default_factory=dict)
    roles: dict[str, Assignment | None] = field(default_factory=dict)
    notes: dict[str, UUID] = field(default_factory=dict)
    files: dict[str, UUID] = field(default_factory=dict)
    blocks: dict[str, UUID] = field(default_factory=dict)
    log: dict[str, UUID] = field(default_factory=dict)
    links: dict[str, UUID] = field(default_factory=dict)
    wrong_numbers: dict[str, IdentityNumber] = field(default_factory=dict)

    def assignment(self, role: str) -> Assignment:
        found = self.roles[role]
        assert found is not None
        return found

    def secrets(self, kind: str) -> list[str]:
        """What tells who the person is."""
        numbers = [self.cases[kind].person.number]
        if kind in self.wrong_numbers:
            numbers.append(self.wrong_numbers[kind])
        written = [text for one in numbers for text in (one.value, one.written, one.value[2:])]
        return [NAMES[kind], STREETS[kind], CITIES[kind], KIN[kind], *written]

    @property
    def place_of_care(self) -> list[str]:
        """What tells where the protected person is cared for."""
        ward = self.cases["protected"].nurse.unit
        return [text for text in (ward.name, ward.site, ward.hsa_id, WARD_PHONE) if text]


def tell(owner: psycopg.Connection, kinds: Iterable[str] = KINDS) -> World:
    """Through the real actions; `owner` gives the roles that no demonstration account has."""
    world = World()
    owner.execute(
        "UPDATE municipalities_unit SET phone = %s WHERE id = %s",
        [WARD_PHONE, people.assignment("psykiatri").unit_id],
    )
    world.roles = roles(owner)
    for kind in kinds:
        _tell_case(world, kind)
        _correct_number(world, kind)
    if "ended" in world.cases:
        _end(world)
    if "mistaken" in world.cases:
        taken_back = world.cases["mistaken"]
        taken_back.send(taken_back.nurse, "sent_in_error", reason="Fel person.", confirmed=True)
    _block(world)
    _read_and_draw(world)
    return world


def roles(owner: psycopg.Connection) -> dict[str, Assignment | None]:
    """Somebody of each role, by its name in docs/security.md."""
    district = people.assignment("stadsdel").unit
    return {
        "nobody": None,
        # A placement coordinator helps after psychiatric care, so that is where these cases begin.
        "ward": people.assignment("psykiatri"),
        "surgery": people.assignment("vardcentral", "Tensta vårdcentral"),
        "district": people.assignment("stadsdel"),
        "other ward": people.assignment("somatik", "Akutgeriatrik 12"),
        "other municipality": people.assignment("huddinge"),
        "HSF": people.assignment("hsf"),
        "Storsthlm": people.assignment("storsthlm"),
        "log reviewer": people.assignment("logg"),
        "economist": people.assignment("ekonom"),
        "local administrator": people.assignment("lokaladmin"),
        "system administrator": people.assignment("systemadmin"),
        "municipal health care": _give(owner, 0, Role.MUNICIPAL_HEALTH_CARE, district.name),
        "placement coordinator": people.assignment("placering"),
        "region's statistics": people.assignment("statistikhsf"),
        "municipality's statistics": people.assignment("statistikkommun"),
        "record keeper": people.assignment("arkiv"),
    }


def _give(owner: psycopg.Connection, number: int, role: Role, unit: str) -> Assignment:
    """A role that the demonstration has no account for."""
    accounts = [account.username for account in ACCOUNTS]
    user = User.objects.exclude(username__in=accounts).order_by("username")[number]
    given = Assignment(user=user, unit=people.unit(unit), role=role, valid_from=timezone.localdate())
    owner.execute(
        "INSERT INTO municipalities_assignment (id, user_id, unit_id, role, hsa_id, valid_from)"
        " VALUES (%s, %s, %s, %s, '', %s)",
        [given.pk, user.pk, given.unit_id, role, given.valid_from],
    )
    return Assignment.objects.select_related("unit", "user").get(pk=given.pk)


def _parties(world: World, kind: str) -> dict[str, Assignment]:
    if kind == "other":
        surgery = people.assignment("vardcentral", "Rinkeby vårdcentral")
        ward, office = (world.assignment(role) for role in ("other ward", "other municipality"))
        return {"nurse": ward, "coordinator": surgery, "officer": office}
    return {"nurse": world.assignment("ward")}


def _home(kind: str) -> dict[str, object]:
    """The *other* person lives in Huddinge."""
    office = people.assignment("huddinge").unit
    return {"municipality": office.municipality_id, "district": None} if kind == "other" else {}


def _tell_case(world: World, kind: str) -> None:
    person = people.person(
        given_name="Sixten",
        family_name=NAMES[kind],
        street=f"{STREETS[kind]} 7",
        city=CITIES[kind],
        protected_identity=kind == "protected",
        **_home(kind),
    )
    stay = Stay(now=timezone.now() - timedelta(days=2), person=person, **_parties(world, kind))
    world.cases[kind] = stay
    stay.acknowledge(stay.officer)
    stay.consent()
    contact = stay.name_contact()
    stay.acknowledge(stay.officer)
    stay.undo_receipts(stay.officer, contact)
    stay.acknowledge(stay.officer)
    stay.call_to_sip()
    texts = {"reason_for_stay": "Fall", "what_was_done": "Röntgen", "next": "Vila", "call": "1177"}
    stay.send(stay.nurse, "patient_summary", **texts)
    said = {"services": SERVICES[kind], "contact": PHONES[kind], "next_of_kin": KIN[kind]}
    stay.send(stay.officer, "status_report", **said)
    world.notes[kind] = stay.plan(stay.officer, services=SERVICES[kind]).pk
    file = Upload("lista.pdf", "application/pdf", b"%PDF-")
    stay.tell(stay.nurse, stay.officer, attachment=file)
    world.files[kind] = file.id
    if kind != "other":
        coordinator = world.assignment("placement coordinator")
        stay.send(stay.officer, "placement_request", to=coordinator.unit_id, need="other", wanted="Boende.")
    stay.hold_meeting()
    stay.draw_up()
    kin = {"id": KIN_ROW, "kind": "next_of_kin", "name": NAMES[kind], "contact": ""}
    stay.call_to_sip(people=[kin])
    stay.ready()


def _correct_number(world: World, kind: str) -> None:
    """It was typed wrongly: the stay's person has the right one from now on."""
    stay, right = world.cases[kind], people.person().number
    world.wrong_numbers[kind], stay.person = stay.person.number, replace(stay.person, number=right)
    by, case = stay.nurse, stay.case.pk
    with acting(by):
        actions.link_number(
            by=by,
            case_id=case,
            kind=LinkKind.CORRECTED,
            number=right,
            reason="Visade pass.",
            now=timezone.now(),
        )
        [link] = queries.open_case(by, case).links or ()
    world.links[kind] = link.pk


def _end(world: World) -> None:
    """Everybody's part ends, and then the person is registered anew and gets other help."""
    stay = world.cases["ended"]
    ward, office = (world.assignment(role) for role in ("other ward", "other municipality"))
    surgery = people.assignment("vardcentral", "Rinkeby vårdcentral")
    coordinator = world.assignment("placement coordinator")
    stay.send(stay.nurse, "participant_removed", participant=coordinator.unit_id, reason="Klart.")
    stay.send(stay.coordinator, "handover", to=surgery.unit_id, reason="Listad om.")
    stay.send(stay.officer, "handover", to=office.unit_id, reason="Flyttar.")
    stay.send(stay.nurse, "transfer", to=ward.unit_id, reason="Fall.")
    stay.wait(minutes=1)
    registered = {"family_name": NAMES["after"], "street": f"{STREETS['after']} 9", "city": CITIES["after"]}
    with acting(office):
        actions.correct_person(by=office, case_id=stay.case.pk, values=registered, now=stay.now)
    stay.send(office, "status_report", services=SERVICES["after"], contact=PHONES["after"])


def _block(world: World) -> None:
    stay = world.cases["blocked"]
    with acting(stay.officer):
        block = actions.set_block(by=stay.officer, case_id=stay.case.pk, now=timezone.now())
    world.blocks["blocked"] = block.pk


def _read_and_draw(world: World) -> None:
    """A reading by the region's ward and one by the city's district; a selection of the region's."""
    for reader in ("ward", "district"):
        address = reverse("discharge:case", args=[world.cases["own"].case.pk])
        client_as(world.assignment(reader)).get(address)
    reviewer, today = world.assignment("log reviewer"), timezone.localdate()
    with acting(reviewer):
        drawn = actions.draw_readings(by=reviewer, first_day=today, last_day=today, now=timezone.now())
        world.log = {"selection_id": drawn.pk, "reading_id": drawn.selected.all()[0].reading_id}


def message_of(stay: Stay) -> UUID:
    """The ward's own first message, which only the ward may correct."""
    with acting(stay.nurse):
        return Message.objects.filter(case=stay.case).get(type="admission_notice").pk


def version_of(stay: Stay) -> UUID:
    """What the case has registered of its person."""
    with acting(stay.nurse):
        return PersonVersion.objects.of_cases([stay.case.pk])[stay.case.pk].pk
