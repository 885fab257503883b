"""Who the person is: one registration is one version, and nobody else's open case changes silently.

Faults H2 (a second registration wrote over name, address and protection for everybody, unseen) and H3 (a unit
whose part had ended saw the person's new address).
"""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection
from django.urls import reverse
from django.utils import timezone

from discharge import actions, queries
from discharge.models import Case, Patient, PersonVersion
from discharge.papers import pdf
from discharge.process import Refused
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as, filled_in
from tests.factories.discharge.registrations import (
    NEW,
    OLD,
    address,
    begin_sip,
    registered_anew,
    with_papers,
    without_marks,
)
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told() -> Stay:
    return with_papers()


def page(told: Stay, who: Assignment) -> str:
    return without_marks(client_as(who).get(address(told, "case")).content.decode())


def known(told: Stay, who: Assignment) -> PersonVersion:
    with acting(who):
        return queries.open_case(who, told.case.pk).person


class TestASecondRegistration:
    def test_h2_the_case_shows_what_its_parties_know_and_what_was_changed_by_whom(self, told: Stay) -> None:
        registered_anew(told)
        said = page(told, told.officer)
        assert f"Uppgifterna ändrades av {people.assignment('huddinge').unit.full_name} den " in said
        assert f"Förut: {OLD}" in said
        assert f"Nu: {NEW}" in said
        assert "Förut: Bo Gammelin" in said
        assert known(told, told.officer).name == "Bo Gammelin"

    def test_a_unit_that_has_blocked_what_it_knows_is_not_named_as_the_source(self, told: Stay) -> None:
        """To the parties of another case it would say where else the person is cared for."""
        elsewhere, by = registered_anew(told), people.assignment("huddinge")
        with acting(by):
            actions.set_block(by=by, case_id=elsewhere.pk, now=timezone.now())
        said = page(told, told.officer)
        assert "Uppgifterna ändrades den " in said
        assert f"Nu: {NEW}" in said
        assert by.unit.name not in said
        case = client_as(told.officer).get(address(told, "api-case")).json()["case"]
        assert case["person_change"]["unit"] == ""

    def test_h2_lists_change_no_name_silently(self, told: Stay) -> None:
        registered_anew(told)
        listed = client_as(told.officer).get(reverse("discharge:worklist")).content.decode()
        assert "Gammelin" in listed
        assert "Nyman" not in listed

    def test_h2_the_api_says_so_too(self, told: Stay) -> None:
        registered_anew(told)
        case = client_as(told.officer).get(address(told, "api-case")).json()["case"]
        assert OLD in case["person"]["address"]
        assert case["person_change"]["unit"] == people.assignment("huddinge").unit.full_name
        changed = {
            row["field"]: (row["before"], row["now"]) for row in case["person_change"]["fields_changed"]
        }
        assert changed["Namn"] == ("Bo Gammelin", "Bo Nyman")
        assert set(changed) == {"Namn", "Adress"}

    @pytest.mark.parametrize("paper", ["sip-call-pdf", "patient-summary-pdf"])
    def test_h2_and_the_papers(self, told: Stay, paper: str, monkeypatch: pytest.MonkeyPatch) -> None:
        registered_anew(told)
        written: list[str] = []

        def read(template: str, context: Any) -> bytes:
            from django.template.loader import render_to_string

            written.append(without_marks(render_to_string(template, dict(context))))
            return b"%PDF-"

        monkeypatch.setattr(pdf, "paper", read)
        assert client_as(told.nurse).get(address(told, paper)).status_code == 200
        assert "Bo Gammelin" in written[0]
        assert "Uppgifterna ändrades av" in written[0]
        assert f"{NEW}, 16364 Spånga (förut {OLD}, 16364 Spånga)" in written[0]

    def test_h2_the_log_says_who_registered_otherwise_and_who_was_shown_it(
        self, told: Stay, admin_connection: psycopg.Connection
    ) -> None:
        client, typed = client_as(people.assignment("huddinge")), {"reason": "wish"}
        form = client.post(reverse("discharge:sip-new"), typed | {"number": told.person.number.written})
        values = filled_in(
            form.context["form"],
            consents="on",
            how="Sade ja.",
            reason="Många insatser.",
            given_name="Bo",
            family_name="Gammelin",
            street=NEW,
            postal_code="163 64",
            city="Spånga",
            municipality=people.assignment("huddinge").unit.municipality_id,
            surgery=people.unit("Rinkeby vårdcentral").pk,
        )
        answer = client.post(reverse("discharge:sip-start"), values)
        assert answer.status_code == 302, answer.context["form"].errors
        log = admin_connection.execute("SELECT detail FROM municipalities_access_log WHERE action = 'write'")
        assert ("sip_start; ändrade uppgifter: gatuadress, folkbokföringskommun, stadsdel",) in log.fetchall()
        page(told, told.officer)
        [(detail,)] = admin_connection.execute(
            "SELECT detail FROM municipalities_access_log WHERE case_id = %s AND action = 'open'",
            [told.case.pk],
        ).fetchall()
        assert detail == "visade ändrade personuppgifter"

    def test_h2_the_same_registered_again_changes_nothing(self, told: Stay) -> None:
        begin_sip(told.person)
        assert "Uppgifterna ändrades" not in page(told, told.officer)

    def test_h2_the_second_case_shows_its_own(self, told: Stay) -> None:
        case, officer = registered_anew(told), people.assignment("huddinge")
        said = client_as(officer).get(reverse("discharge:case", args=[case.pk])).content.decode()
        assert NEW in said
        assert OLD not in said
        assert "Gammelin" not in said

    def test_h2_the_parties_take_it_over_in_one_step(
        self, told: Stay, admin_connection: psycopg.Connection
    ) -> None:
        registered_anew(told)
        client = client_as(told.officer)
        change = client.get(address(told, "case")).context["words"].person_change
        taken = client.post(address(told, "person-take-over", change.version), follow=True).content.decode()
        assert "Uppgifterna ändrades" not in taken
        assert NEW in taken
        assert known(told, told.nurse).name == "Bo Nyman"
        again = client.post(address(told, "person-take-over", change.version))
        assert again.status_code == 404
        assert admin_connection.execute(
            "SELECT refused FROM municipalities_access_log WHERE detail LIKE 'tog över%' ORDER BY at"
        ).fetchall() == [(False,), (True,)]

    def test_h2_what_is_corrected_here_is_a_change_there(self, told: Stay) -> None:
        case, officer = registered_anew(told), people.assignment("huddinge")
        typed = {
            "given_name": "Bo",
            "family_name": "Rättman",
            "street": OLD,
            "postal_code": "16364",
            "city": "X",
        }
        client_as(told.nurse).post(address(told, "person-correct"), typed)
        assert known(told, told.officer).name == "Bo Rättman"
        said = without_marks(
            client_as(officer).get(reverse("discharge:case", args=[case.pk])).content.decode()
        )
        assert "Förut: Bo Nyman" in said
        assert "Nu: Bo Rättman" in said

    def test_h2_an_error_in_a_correction_loses_nothing(self, told: Stay) -> None:
        typed = {"given_name": "", "family_name": " ", "street": NEW, "postal_code": "1", "city": "X"}
        answer = client_as(told.nurse).post(address(told, "person-correct"), typed)
        assert set(answer.context["form"].errors) == {"given_name", "postal_code"}
        assert answer.context["form"]["street"].value() == NEW

    @pytest.mark.parametrize("only", ["given_name", "family_name"])
    def test_who_has_one_name_gets_a_new_address_too(self, told: Stay, only: str) -> None:
        typed = dict.fromkeys(("given_name", "family_name"), "") | {only: "Suharto", "street": NEW}
        answer = client_as(told.nurse).post(address(told, "person-correct"), typed)
        assert answer.status_code == 302
        person = known(told, told.officer)
        assert (person.name, person.street) == ("Suharto", NEW)


class TestAnEndedPart:
    def ended(self, told: Stay) -> Assignment:
        ward = told.nurse
        told.send(ward, "transfer", to=people.assignment_at("Stroke 72").unit_id, reason="Stroke.")
        return ward

    def correct(self, told: Stay, **values: str) -> None:
        with acting(told.officer):
            actions.correct_person(
                by=told.officer, case_id=told.case.pk, values=values, now=told.now + timedelta(minutes=1)
            )

    def test_h3_sees_the_person_as_of_its_end_everywhere(self, told: Stay) -> None:
        ward = self.ended(told)
        self.correct(told, street=NEW, family_name="Nyman")
        client = client_as(ward)
        said = page(told, ward)
        said += client.get(reverse("discharge:worklist"), {"lista": "avslutade"}).content.decode()
        said += str(client.get(address(told, "api-case")).json())
        said += str(client.get(reverse("discharge:api-cases"), {"list": "avslutade"}).json())
        assert NEW not in said
        assert "Nyman" not in said
        assert said.count("Gammelin") >= 3
        assert NEW in page(told, told.officer)

    def test_h3_nor_what_another_case_has_registered(self, told: Stay) -> None:
        ward = self.ended(told)
        registered_anew(told)
        said = page(told, ward) + str(client_as(ward).get(address(told, "api-case")).json())
        assert NEW not in said
        assert "Nyman" not in said
        assert "ändrades" not in said

    def test_h3_the_database_says_so_whatever_is_asked(self, told: Stay) -> None:
        ward = self.ended(told)
        self.correct(told, street=NEW)
        registered_anew(told)
        with acting(ward), connection.cursor() as cursor:
            cursor.execute("SELECT street FROM discharge_person_version")
            assert cursor.fetchall() == [(OLD,)]
            cursor.execute("SELECT * FROM discharge_person_elsewhere(%s)", [told.case.pk])
            assert cursor.fetchall() == []

    def test_h3_it_registers_and_protects_nothing(self, told: Stay) -> None:
        ward = self.ended(told)
        with pytest.raises(ProgrammingError, match="only a party"), acting(ward):
            actions.correct_person(by=ward, case_id=told.case.pk, values={"street": NEW}, now=timezone.now())
        for name in ("person-correct", "person-protect", "person-unprotect"):
            assert client_as(ward).post(address(told, name)).status_code == 404
        assert client_as(ward).get(address(told, "person")).status_code == 404


class TestProtection:
    def protected(self, who: Assignment) -> bool:
        with acting(who):
            return Patient.objects.get().protected_identity

    def test_h2_anybody_sets_it_at_once_for_all_backwards_too(self, told: Stay) -> None:
        ward = told.nurse
        told.send(ward, "transfer", to=people.assignment_at("Stroke 72").unit_id, reason="Stroke.")
        case, other = registered_anew(told), people.assignment("huddinge")
        client_as(other).post(reverse("discharge:person-protect", args=[case.pk]))
        for who in (ward, told.officer, told.coordinator):
            said = page(told, who)
            assert "Skyddad person" in said
            assert OLD not in said
            assert "Gammelin" not in said
            assert other.unit.name not in said

    def test_h2_a_registration_that_knows_of_it_protects_and_one_that_does_not_lifts_nothing(
        self, told: Stay
    ) -> None:
        registered_anew(told, protected_identity=True)
        assert self.protected(told.nurse)
        registered_anew(told, protected_identity=False)
        assert self.protected(told.nurse)

    def test_h2_it_is_taken_away_by_who_set_it_or_on_the_registers_word(
        self, told: Stay, admin_connection: psycopg.Connection
    ) -> None:
        nurse, officer = client_as(told.nurse), client_as(told.officer)
        nurse.post(address(told, "person-protect"))
        typed = {"ground": "own", "reason": "Var fel person"}
        refused = officer.post(address(told, "person-unprotect"), typed, follow=True)
        assert "En annan enhet har satt skyddet" in refused.content.decode()
        assert self.protected(told.nurse)
        unsaid = officer.post(address(told, "person-unprotect"), {"ground": "register", "reason": ""})
        assert unsaid.context["unprotect_form"].errors
        officer.post(
            address(told, "person-unprotect"), {"ground": "register", "reason": "Skatteverket i dag"}
        )
        assert not self.protected(told.nurse)
        nurse.post(address(told, "person-protect"))
        nurse.post(address(told, "person-unprotect"), typed)
        assert not self.protected(told.nurse)
        details = admin_connection.execute(
            "SELECT detail FROM municipalities_access_log WHERE detail LIKE 'tog bort%' ORDER BY at"
        ).fetchall()
        assert details[1:] == [
            ("tog bort skyddade personuppgifter (enligt folkbokföringen): Skatteverket i dag",),
            ("tog bort skyddade personuppgifter (eget skydd): Var fel person",),
        ]

    def test_h2_who_set_it_is_told_to_nobody(self, told: Stay) -> None:
        with acting(told.nurse):
            actions.protect_person(by=told.nurse, case_id=told.case.pk, now=timezone.now())
        with pytest.raises(ProgrammingError, match="permission denied"), acting(told.nurse):
            connection.cursor().execute("SELECT * FROM discharge_protection")

    def test_h2_a_change_of_a_protected_person_says_neither_what_nor_by_whom(self, told: Stay) -> None:
        registered_anew(told, protected_identity=True)
        said, other = page(told, told.officer), people.assignment("huddinge").unit
        assert "Uppgifterna ändrades den" in said
        assert NEW not in said
        assert other.name not in said
        api = str(client_as(told.officer).get(address(told, "api-case")).json())
        assert NEW not in api
        assert other.name not in api


def made_of(row: dict[str, str], case: Case, owner: psycopg.Connection) -> tuple[str, ...]:
    """The version that the migration makes of a person whose row says so, as there were until then."""
    versions = import_module("discharge.migrations.0002_from_the_trial").VERSIONS
    one_row = "CREATE TEMP TABLE discharge_patient ON COMMIT DROP AS SELECT * FROM public.discharge_patient"
    with owner.transaction(force_rollback=True):
        owner.execute(f"{one_row} WHERE id = '{case.patient_id}'")
        for name, value in row.items():
            owner.execute(f"ALTER TABLE pg_temp.discharge_patient ADD {name} text DEFAULT '{value}'")
        owner.execute(
            "ALTER TABLE pg_temp.discharge_patient ADD municipality_id text, ADD district_id uuid, "
            "ADD listed_unit_id uuid"
        )
        owner.execute(versions)
        found = owner.execute(
            f"SELECT {', '.join(row)} FROM discharge_person_version WHERE case_id = %s "
            "ORDER BY xmin::text::bigint DESC LIMIT 1",
            [case.pk],
        ).fetchone()
    assert found is not None
    return found


class TestTheDatabase:
    def test_h2_a_version_is_never_changed(self, told: Stay, owner_connection: psycopg.Connection) -> None:
        for verb in (
            "UPDATE discharge_person_version SET street = ''",
            "DELETE FROM discharge_person_version",
        ):
            with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
                owner_connection.execute(verb)

    def test_h3_of_persons_from_before_a_case_gets_what_its_first_message_says(
        self, told: Stay, owner_connection: psycopg.Connection
    ) -> None:
        """Their one row says what was registered last, in whichever case."""
        with acting(told.nurse):
            first = PersonVersion.objects.of_cases([told.case.pk])[told.case.pk]
        columns = ("given_name", "family_name", "street", "postal_code", "city")
        was = {name: getattr(first, name) for name in columns}
        moved = {"street": NEW, "postal_code": "11122", "city": "Stockholm"}
        for row, expected in (
            (was, was),
            (was | moved, was),
            (was | {"given_name": "Nytt"}, was | {"given_name": "", "family_name": first.name}),
        ):
            assert made_of(row, told.case, owner_connection) == tuple(expected.values())

    def test_h2_a_stranger_registers_nothing_in_anothers_case(self, told: Stay) -> None:
        stranger = people.assignment("huddinge")
        for sql in (
            "SELECT discharge_correct_person(%s, '{}', now())",
            "SELECT discharge_protect(%s, now())",
            "SELECT discharge_unprotect(%s, 'register', 'x', now())",
        ):
            with pytest.raises(ProgrammingError, match="only a party"), acting(stranger):
                connection.cursor().execute(sql, [told.case.pk])

    def test_h2_nobody_takes_over_what_has_changed_again(self, told: Stay) -> None:
        registered_anew(told)
        with acting(told.nurse):
            seen = queries.open_case(told.nurse, told.case.pk).registered_elsewhere
            assert seen
        registered_anew(told, street="Tredjegatan 3")
        with pytest.raises(Refused, match="ändrats igen"), acting(told.nurse):
            actions.take_over_person(
                by=told.nurse, case_id=told.case.pk, version_id=seen.pk, now=timezone.now()
            )
