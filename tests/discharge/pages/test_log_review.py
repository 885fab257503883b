"""The access log as its reviewer sees it: whose rows, which names, what is drawn, what is documented."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import ProgrammingError, connection
from django.urls import reverse
from django.utils import timezone

from discharge import actions
from discharge.process import Refused
from discharge.queries.lookups import lookup
from municipalities.access.acting import acting
from municipalities.access.log import record
from municipalities.models import AccessLog, Assignment, LogReview, LogSelection, OrganisationUserPermission
from tests.factories import people
from tests.factories.browsers import case_address
from tests.factories.clients import client_as
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)
LOG, PERSON, DRAW = "/logg/", "/logg/person/", "/logg/granskning/"


def stay(**person: Any) -> Stay:
    return Stay(now=timezone.now() - timedelta(hours=5), person=people.person(**person))


def reviewer() -> Assignment:
    return people.assignment("logg")


def read(told: Stay, *who: Assignment) -> None:
    for one in who:
        client_as(one).get(case_address(told))


def draw(by: Assignment, size: int = 20) -> LogSelection:
    today = timezone.localdate()
    with acting(by):
        return actions.draw_readings(
            by=by, first_day=today, last_day=today, now=timezone.now(), random=Random(1), size=size
        )


def readings() -> list[AccessLog]:
    with acting(reviewer()):
        return list(AccessLog.objects.filter(action="open").order_by("at"))


class TestWhoseRows:
    def test_those_of_the_own_organisation_and_no_case(self) -> None:
        told = stay()
        read(told, told.nurse, told.coordinator, told.officer)
        with acting(reviewer()), connection.cursor() as cursor:
            cursor.execute("SELECT unit_id FROM municipalities_access_log WHERE action = 'open'")
            assert {row[0] for row in cursor.fetchall()} == {told.nurse.unit_id, told.coordinator.unit_id}
            for table in ("case", "patient", "message", "participation", "recipient"):
                cursor.execute(f"SELECT count(*) FROM discharge_{table}")
                assert cursor.fetchone() == (0,)

    @pytest.mark.parametrize("who", ["somatik", "stadsdel", "hsf", "storsthlm"])
    def test_nobody_else_reads_a_row_or_learns_a_name(self, who: str) -> None:
        told = stay()
        read(told, told.nurse)
        with acting(people.assignment(who)), connection.cursor() as cursor:
            for sql in (
                "SELECT count(*) FROM municipalities_access_log",
                "SELECT count(*) FROM discharge_log_readings(now() - '1 day'::interval, now(), 9)",
                f"SELECT count(discharge_log_case('{told.case.reference}'))",
                f"SELECT count(*) FROM discharge_log_person('{told.person.number.value}')",
                f"SELECT count(*) FROM discharge_log_cases(ARRAY ['{told.case.pk}'::uuid])",
            ):
                cursor.execute(sql)
                assert cursor.fetchone() == (0,), sql

    def test_the_role_without_the_permission_reads_nothing(
        self, owner_connection: psycopg.Connection
    ) -> None:
        told, who = stay(), reviewer()
        read(told, told.nurse)
        owner_connection.execute(
            f"DELETE FROM {OrganisationUserPermission._meta.db_table} WHERE user_id = %s", [who.user_id]
        )
        with acting(who):
            assert AccessLog.objects.count() == 0
        assert client_as(who).get(LOG).status_code == 403

    def test_the_functions_answer_about_the_own_organisation_alone(self) -> None:
        """Read at the district only: the region's reviewer learns neither the name nor the case."""
        told = stay()
        read(told, told.officer)
        with acting(reviewer()), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM discharge_log_person(%s)", [told.person.number.value])
            assert cursor.fetchall() == []
            cursor.execute("SELECT discharge_log_case(%s)", [told.case.reference])
            assert cursor.fetchone() == (None,)
            cursor.execute("SELECT * FROM discharge_log_readings(now() - '1 day'::interval, now(), 9)")
            assert cursor.fetchall() == []
            cursor.execute("SELECT * FROM discharge_log_cases(%s)", [[told.case.pk]])
            assert cursor.fetchall() == []


class TestTheLog:
    def test_it_shows_who_read_which_case_and_no_patients_name(self) -> None:
        told = stay(given_name="Sixten", family_name="Qvist")
        read(told, told.nurse)
        page = client_as(reviewer()).get(LOG).content.decode()
        assert told.nurse.user.name in page
        assert told.case.reference in page
        assert "Qvist" not in page

    def test_it_is_filtered(self) -> None:
        told, other = stay(), stay()
        read(told, told.nurse, people.assignment("psykiatri"))
        read(other, told.coordinator)
        client = client_as(reviewer())

        def rows(**chosen: Any) -> int:
            day = timezone.localdate().isoformat()
            answer = client.get(LOG, {"first_day": day, "last_day": day, "action": "open", **chosen})
            return len(answer.context["rows"])

        assert rows() == 3
        assert rows(user="petter LUND") == 1
        assert rows(unit=told.coordinator.unit_id) == 1
        assert rows(reference=told.case.reference.lower()) == 2
        assert rows(reference="FINNS-INTE") == 0
        assert rows(refused="on") == 1
        yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
        assert rows(first_day=yesterday, last_day=yesterday) == 0

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"first_day": "2026-03-10", "last_day": "2026-03-09"}, "last_day"),
            ({"first_day": "i går", "last_day": "2026-03-09"}, "first_day"),
            ({"first_day": "2026-03-09", "last_day": "2026-03-09", "unit": "x"}, "unit"),
        ],
    )
    def test_a_wrong_filter_is_told_at_its_field(self, typed: dict[str, str], field: str) -> None:
        answer = client_as(reviewer()).get(LOG, typed)
        assert list(answer.context["form"].errors) == [field]

    def test_reading_the_log_is_logged(self) -> None:
        client_as(reviewer()).get(LOG)
        with acting(reviewer()):
            assert AccessLog.objects.filter(action="review", user_id=reviewer().user_id).count() == 1

    def test_messages_are_called_what_they_are_called_on_the_pages(self) -> None:
        told = stay()
        client_as(told.nurse).get(reverse("discharge:send", args=[told.case.pk, "ready_notice"]))
        rows = client_as(reviewer()).get(LOG).context["rows"]
        assert "Utskrivningsklar" in [row.detail for row in rows]
        assert not any("ready_notice" in row.detail for row in rows)


class TestDrawing:
    def test_a_colleagues_an_own_and_a_protected_reading_are_drawn_for_their_reasons(self) -> None:
        nurse = people.assignment("somatik", "Akutgeriatrik 12")
        own = stay(given_name="Anna", family_name="Åkesson", street="Åvägen 3")
        home, hidden = stay(street="Åvägen 3"), stay(protected_identity=True, street="", city="")
        ordinary = stay(street="Annan väg 1")
        for told in (own, home, hidden, ordinary):
            read(told, nurse)
        selection = draw(reviewer(), size=0)
        with acting(reviewer()):
            drawn = {row.reading_id: row.reasons for row in selection.selected.all()}
        by_case = {row.case_id: drawn.get(row.pk) for row in readings()}
        assert by_case == {
            own.case.pk: ["own_name", "same_address"],
            home.case.pk: ["same_address"],
            hidden.case.pk: ["protected"],
            ordinary.case.pk: None,
        }

    @pytest.mark.parametrize("typed", ["Åkesson Ek", "ÅKESSON – EK", "A\u030akesson-Ek"])
    def test_a_readers_home_is_found_by_the_words_of_the_name(
        self, typed: str, owner_connection: psycopg.Connection
    ) -> None:
        """As every other two names are compared; case alone was looked through."""
        nurse = people.assignment("somatik", "Akutgeriatrik 12")
        owner_connection.execute(
            "UPDATE municipalities_user SET last_name = 'Åkesson-Ek' WHERE id = %s", [nurse.user_id]
        )
        stay(given_name="Anna", family_name=typed, street="Åvägen 3")
        home = stay(street="Åvägen 3")
        read(home, nurse)
        selection = draw(reviewer(), size=0)
        with acting(reviewer()):
            assert [row.reasons for row in selection.selected.all()] == [["same_address"]]

    def test_an_attempt_at_another_units_case_is_judged_too(self) -> None:
        told = stay(given_name="Petter", family_name="Lund")
        read(told, people.assignment("psykiatri"))
        selection = draw(reviewer(), size=0)
        with acting(reviewer()):
            assert [row.reasons for row in selection.selected.all()] == [["own_name", "same_address"]]

    def test_an_empty_period_is_refused_on_the_page(self) -> None:
        answer = client_as(reviewer()).post(DRAW, {"first_day": "2020-01-01", "last_day": "2020-01-02"})
        assert answer.context["form"].non_field_errors() == [
            "Ingen har läst om en enskild person under perioden. Välj andra dagar."
        ]

    def test_too_much_at_once_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        told = stay()
        read(told, told.nurse, told.coordinator)
        monkeypatch.setattr(actions.log_reviews, "MOST_READINGS", 1)
        with pytest.raises(Refused, match="Välj färre dagar"):
            draw(reviewer())


class TestReview:
    def test_the_whole_way_from_drawing_to_a_documented_judgement(self) -> None:
        told, client = stay(), client_as(reviewer())
        read(told, told.nurse)
        day = timezone.localdate().isoformat()
        drawn = client.post(DRAW, {"first_day": day, "last_day": day}, follow=True)
        [row] = [row for row in drawn.context["rows"] if row.action == "Öppnade ärende"]
        assert row.reasons == ["Stickprov"]
        page = reverse("discharge:log-reading", args=[row.id])
        missing = client.post(page, {"finding": "unjustified", "looked_at": "Schemat"})
        assert missing.context["form"].errors == {
            "measure": ["Skriv vad som görs: till exempel vem som utreder."]
        }
        assert "Schemat" in missing.content.decode()
        typed = {"finding": "unjustified", "looked_at": "Schemat", "measure": "Chefen utreder."}
        kept = client.post(page, typed, follow=True)
        assert "Chefen utreder." in kept.content.decode()
        again = {"finding": "justified", "looked_at": "Samtal med chefen"}
        both = client.post(page, again, follow=True)
        assert [finding.word for _, finding in both.context["reviews"]] == ["Befogad", "Obefogad"]
        assert [row[1:] for row in client.get(DRAW).context["selections"]] == [
            (len(drawn.context["rows"]), 1)
        ]

    def test_i12_a_reading_tells_what_to_judge_it_by(self) -> None:
        """Fault I12: the reviewer saw a time, a name and a reference, and nothing to judge by."""
        told, client = stay(), client_as(reviewer())
        stranger = people.assignment("psykiatri")
        read(told, told.nurse, told.nurse, stranger)
        own, again, refused = readings()
        facts = dict(client.get(reverse("discharge:log-reading", args=[again.pk])).context["relation"])
        assert facts["Roll"] == "Slutenvård"
        assert facts["Enhetens del i ärendet"].startswith("Deltog sedan ")
        assert facts["Ärendet"].startswith("Hade pågått i ")
        assert facts["Tidpunkt"].endswith("(enheten är öppen dygnet runt)")
        assert facts["Användarens meddelanden i ärendet"].startswith("1, senast ")
        assert facts["Användarens läsningar av ärendet"].startswith("2, från ")
        page = client.get(reverse("discharge:log-reading", args=[refused.pk]))
        facts = dict(page.context["relation"])
        assert facts["Enhetens del i ärendet"] == "Enheten har aldrig deltagit"
        assert facts["Användarens meddelanden i ärendet"] == "Inga"
        assert own.pk != again.pk
        for secret in (told.person.family_name + ",", told.person.number.written, told.person.street):
            assert secret not in page.text

    def test_i12_another_organisations_reviewer_learns_nothing_of_a_reading(self) -> None:
        told = stay()
        read(told, told.nurse)
        [row] = readings()
        with acting(told.officer), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM discharge_log_relation(%s)", [row.pk])
            assert cursor.fetchall() == []

    def test_i12_only_what_was_drawn_says_that_it_is_not_judged(self) -> None:
        told, client = stay(), client_as(reviewer())
        read(told, told.nurse)
        assert "Inte granskad" not in client.get(LOG).text
        drawn = draw(reviewer())
        assert "Inte granskad" in client.get(reverse("discharge:log-selection", args=[drawn.pk])).text

    def test_i12_the_next_reading_of_a_selection_comes_by_itself(self) -> None:
        told, client = stay(), client_as(reviewer())
        read(told, told.nurse, told.nurse)
        drawn = draw(reviewer())
        of_selection = reverse("discharge:log-selection", args=[drawn.pk])
        rows = [row.id for row in client.get(of_selection).context["rows"]]
        typed = {"finding": "justified", "looked_at": "Schemat"}
        where = f"{reverse('discharge:log-reading', args=[rows[0]])}?urval={drawn.pk}"
        assert "Spara och nästa" in client.get(where).text
        visited = []
        while where != of_selection:
            visited.append(where)
            where = client.post(where, typed | {"next": "1"}).headers["Location"]
        assert visited == [f"{reverse('discharge:log-reading', args=[row])}?urval={drawn.pk}" for row in rows]
        assert "Alla utvalda läsningar är granskade." in client.get(where).text

    def test_nobody_judges_an_own_reading(self) -> None:
        client = client_as(reviewer())
        client.get(LOG)
        with acting(reviewer()):
            own = AccessLog.objects.get(action="review")
        page = reverse("discharge:log-reading", args=[own.pk])
        refused = client.post(page, {"finding": "justified", "looked_at": "Jag själv"})
        assert "Låt en annan granskare göra det." in refused.content.decode()

    def test_a_reading_of_another_organisation_is_not_found(
        self, admin_connection: psycopg.Connection
    ) -> None:
        told = stay()
        read(told, told.officer)
        [row] = admin_connection.execute("SELECT id FROM municipalities_access_log").fetchall()
        page = reverse("discharge:log-reading", args=row)
        assert client_as(reviewer()).get(page).status_code == 404

    def test_a_judgement_is_never_changed_nor_made_in_anothers_name(
        self, owner_connection: psycopg.Connection
    ) -> None:
        told, who = stay(), reviewer()
        read(told, told.nurse)
        [row] = readings()
        fields: dict[str, Any] = {"finding": "justified", "looked_at": "x", "measure": ""}
        with acting(who):
            actions.review_reading(by=who, reading_id=row.pk, now=timezone.now(), **fields)
        for sql in (
            "UPDATE municipalities_log_review SET looked_at = ''",
            "DELETE FROM municipalities_log_review",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), acting(who):
                connection.cursor().execute(sql)
        with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
            owner_connection.execute("TRUNCATE municipalities_log_review")
        review = LogReview(
            organisation_id=who.unit.organisation_id,
            reading_id=row.pk,
            reviewed_by=told.nurse,
            reviewed_at=timezone.now(),
            finding="justified",
            looked_at="x",
        )
        for acts in (who, told.nurse):
            with pytest.raises(ProgrammingError, match="row-level security"), acting(acts):
                review.save(force_insert=True)


class TestPersonsLog:
    def ask(self, told: Stay, reason: str = "asked") -> Any:
        number = told.person.number.written
        return client_as(reviewer()).post(PERSON, {"number": number, "reason": reason})

    def test_every_reading_of_the_person_lists_and_lookups_too(self) -> None:
        told, other = stay(), stay()
        client = client_as(told.nurse)
        client.get(case_address(told))
        client.get(reverse("discharge:worklist"), {"lista": "inneliggande"})
        client.post("/arenden/ny/", {"number": told.person.number.written, "reason": "admission"})
        read(other, told.coordinator)
        shown = [row.action for row in self.ask(told).context["rows"]]
        assert sorted(shown) == ["Lista", "Sökte personnummer", "Sökte personnummer", "Öppnade ärende"]

    def test_i12_a_list_is_named_and_those_without_names_are_counted(self) -> None:
        """Fault I12: a person's log was filled by "Lista", most of them month lists without a name."""
        told = stay()
        client_as(told.nurse).get(reverse("discharge:worklist"), {"lista": "inneliggande"})
        hsf = people.assignment("hsf")
        for _ in range(3):
            record(AccessLog.Action.LIST, by=hsf, case_ids=[told.case.pk], detail="betalningsansvar 2026-06")
        asked = self.ask(told)
        assert "Arbetslistan Inneliggande" in [row.detail for row in asked.context["rows"]]
        assert [row.detail for row in asked.context["nameless"]] == ["Betalningsansvar juni 2026"] * 3
        assert "Listor utan namn: 3 visningar" in asked.text
        paper = client_as(reviewer()).post(f"{PERSON}logg.pdf", {"checked": asked.context["checked"]})
        paper = paper.context["paper"]
        assert "Visades i en lista: Arbetslistan Inneliggande" in [what for _, _, what in paper.lines]
        [(words, unit, times, first, last)] = paper.nameless
        assert (words, unit, times) == ("Betalningsansvar juni 2026", hsf.unit.full_name, 3)
        assert first
        assert last

    def test_a_reason_is_asked_for_and_kept(self, admin_connection: psycopg.Connection) -> None:
        told = stay()
        missing = client_as(reviewer()).post(PERSON, {"number": told.person.number.written})
        assert missing.context["form"].errors == {"reason": ["Välj varför du söker."]}
        self.ask(told)
        [(detail,)] = admin_connection.execute(
            "SELECT detail FROM municipalities_access_log WHERE action = 'lookup'"
        ).fetchall()
        assert detail.endswith(" Personen har begärt sin logg")
        assert told.person.number.value not in detail

    def test_searching_is_limited(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lookup, "PER_ASSIGNMENT", 1)
        told = stay()
        assert self.ask(told).status_code == 200
        assert self.ask(told).status_code == 429

    @pytest.mark.parametrize("protected", [False, True])
    def test_the_paper_says_where_and_when_and_never_who(self, protected: bool) -> None:
        told = stay(given_name="Sixten", family_name="Qvist", protected_identity=protected)
        read(told, told.nurse)
        checked = self.ask(told).context["checked"]
        answer = client_as(reviewer()).post(f"{PERSON}logg.pdf", {"checked": checked})
        assert answer.content.startswith(b"%PDF-")
        assert answer.headers["Content-Disposition"] == 'inline; filename="logg.pdf"'
        paper = answer.context["paper"]
        assert paper.name == ("" if protected else "Sixten Qvist")
        told_of = [(unit, what) for _, unit, what in paper.lines]
        ward = "Avdelningen" if protected else told.nurse.unit.full_name
        assert (ward, "Uppgifterna öppnades") in told_of
        assert told.nurse.user.last_name not in str(paper)

    def test_without_a_search_there_is_no_paper(self) -> None:
        answer = client_as(reviewer()).post(f"{PERSON}logg.pdf", {"checked": str(uuid4())})
        assert answer.headers["Location"] == PERSON
