"""Destroying content: two people, one decision, and nothing else that the database lets through."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.utils import timezone

from discharge import actions
from discharge.attachments.files import Upload
from discharge.models import Destruction, Message
from discharge.process import Refused
from municipalities.access.acting import acting
from tests.factories import people
from tests.factories.browsers import case_address
from tests.factories.clients import client_as
from tests.factories.stays import Stay
from tests.installed import KEY, python
from tests.servers import TestServers

pytestmark = pytest.mark.django_db(transaction=True)
ASKS, CONFIRMS = "hsf", "storsthlm"
IVO = ("--decision", "IVO 3.2-1/2026", "--decided-on", "2026-03-09")


RUN = """
import io, json, sys
import django
from django.core.management import CommandError, call_command
django.setup()
said = []
for arguments in json.loads(sys.argv[1]):
    out = io.StringIO()
    try:
        call_command("destruction", *arguments, stdout=out)
    except CommandError as error:
        out.write(f"refused: {error}")
    said.append(out.getvalue())
print(json.dumps(said))
"""


class Owner:
    """`manage.py destruction`, several times in one process that is the owner role's."""

    def __init__(self, servers: TestServers) -> None:
        own = {"SECRET_KEY": KEY, "DATABASE_ROLE": "owner", "PATH": "/usr/bin:/bin"}
        own["DJANGO_SETTINGS_MODULE"] = "vardovergang.settings"
        self.environment = servers.urls.environment() | own

    def run(self, *commands: Sequence[str]) -> list[str]:
        """What each said; a refusal begins so."""
        done = subprocess.run(
            [python(), "-c", RUN, json.dumps([list(command) for command in commands])],
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        said: list[str] = json.loads(done.stdout)
        return said


@pytest.fixture
def owner(servers: TestServers) -> Owner:
    return Owner(servers)


def contents(connection: psycopg.Connection) -> dict[str, Any]:
    return dict(connection.execute("SELECT type, content FROM discharge_message").fetchall())


def stay() -> Stay:
    told = Stay(now=timezone.now() - timedelta(days=1))
    told.name_contact()
    return told


def ask(connection: psycopg.Connection, told: Stay, **changes: Any) -> UUID:
    """A request, written as the owner writes it."""
    ids = [row[0] for row in connection.execute("SELECT id FROM discharge_message").fetchall()]
    row: dict[str, Any] = {
        "id": uuid4(),
        "case_id": told.case.pk,
        "messages": ids,
        "ground": "ivo",
        "decision": "IVO 1",
        "decided_on": "2026-03-09",
        "requested_by_id": people.assignment(ASKS).user_id,
        "requested_at": timezone.now(),
        "confirmed_by_id": None,
        "confirmed_at": None,
    } | changes
    names = ", ".join(row)
    values = ", ".join(f"%({name})s" for name in row)
    connection.execute(f"INSERT INTO discharge_destruction ({names}) VALUES ({values})", row)
    return row["id"]


def confirm(connection: psycopg.Connection, destruction: UUID, who: str = CONFIRMS) -> None:
    connection.execute(
        "UPDATE discharge_destruction SET confirmed_by_id = %s, confirmed_at = now() WHERE id = %s",
        [people.assignment(who).user_id, destruction],
    )


def hold(connection: psycopg.Connection, told: Stay) -> None:
    connection.execute(
        "INSERT INTO discharge_legal_hold (id, case_id, reason, set_by_id, set_at)"
        " VALUES (%s, %s, 'Tvist', %s, now())",
        [uuid4(), told.case.pk, people.assignment(ASKS).user_id],
    )


EMPTY = "UPDATE discharge_message SET content = '{}'"


class TestTwoPeopleAtTheCommandLine:
    def test_from_the_decision_to_what_the_page_says(
        self, owner: Owner, owner_connection: psycopg.Connection
    ) -> None:
        told = stay()
        told.send(
            told.nurse, "patient_summary", reason_for_stay="F", what_was_done="R", next="V", call="1177"
        )
        before = owner_connection.execute("SELECT id, type, sent_at, sender_id, facts FROM discharge_message")
        kept = before.fetchall()
        owner.run(["request", told.case.reference, *IVO, "--by", ASKS])
        [(asked,)] = owner_connection.execute("SELECT id FROM discharge_destruction").fetchall()
        assert contents(owner_connection)["care_contact"]["phone"] == "08-123 45 67"
        waiting, alone, done, again = owner.run(
            ["list"],
            ["confirm", str(asked), "--by", ASKS],
            ["confirm", str(asked), "--by", CONFIRMS],
            ["confirm", str(asked), "--by", CONFIRMS],
        )
        assert f"{asked}  {told.case.reference}  Beslut av IVO, IVO 3.2-1/2026 (2026-03-09), 3" in waiting
        assert alone == "refused: Någon annan än den som begärde måste bekräfta. Be en kollega att göra det."
        assert "innehållet i 3 meddelanden är förstört" in done
        assert again == "refused: Begäran är redan bekräftad. Gör en ny om mer ska förstöras."
        assert set(map(str, contents(owner_connection).values())) == {"{}"}
        after = owner_connection.execute("SELECT id, type, sent_at, sender_id, facts FROM discharge_message")
        assert after.fetchall() == kept
        page = client_as(told.officer).get(case_address(told)).content.decode()
        assert "Innehållet är förstört" in page
        assert "Beslut av IVO: IVO 3.2-1/2026, måndag 9 mars 2026" in page
        assert "08-123 45 67" not in page

    def test_one_message_and_a_hold(self, owner: Owner, owner_connection: psycopg.Connection) -> None:
        told = stay()
        reference = told.case.reference
        [contact] = owner_connection.execute(
            "SELECT id FROM discharge_message WHERE type = 'care_contact'"
        ).fetchone()  # type: ignore[misc]  # the row is there
        request = ["request", reference, "--message", str(contact), *IVO, "--by", ASKS]
        _, held, _, asked_for = owner.run(
            ["hold", reference, "--reason", "Tvist i rätten", "--by", ASKS],
            request,
            ["lift-hold", reference, "--by", ASKS],
            request,
        )
        assert held.endswith("undantaget från gallring och förstöring: Tvist i rätten")
        assert asked_for.startswith("Begärt:")
        [(asked,)] = owner_connection.execute("SELECT id FROM discharge_destruction").fetchall()
        owner.run(["confirm", str(asked), "--by", CONFIRMS])
        left = contents(owner_connection)
        assert left["care_contact"] == {}
        assert left["admission_notice"]["name"] == "Bo Ek"

    def test_what_is_wrong_is_said(self, owner: Owner) -> None:
        said = owner.run(
            ["request", "FINNS-INTE", *IVO, "--by", ASKS],
            ["confirm", str(uuid4()), "--by", ASKS],
            ["propose-disposal", "--by", "ingen"],
        )
        assert said == [
            "refused: Ärendet FINNS-INTE finns inte.",
            "refused: Det finns ingen sådan begäran. Kontrollera dess id.",
            "refused: Användaren ingen finns inte.",
        ]


class TestDigests:
    def test_are_left_by_a_destruction_and_changed_by_nobody(
        self, owner_connection: psycopg.Connection, admin_connection: psycopg.Connection
    ) -> None:
        """What a chain of messages will hold: it must still tell that nothing else was changed."""
        told = stay()
        with admin_connection.transaction():
            admin_connection.execute("SET LOCAL session_replication_role = replica")
            admin_connection.execute("UPDATE discharge_message SET digest = 'one', previous_digest = 'none'")
        confirm(owner_connection, ask(owner_connection, told))
        for column in ("digest", "previous_digest"):
            with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
                owner_connection.execute(f"{EMPTY}, {column} = NULL")
        owner_connection.execute(EMPTY)
        left = owner_connection.execute(
            "SELECT DISTINCT content, digest, previous_digest FROM discharge_message"
        )
        assert left.fetchall() == [({}, b"one", b"none")]


class TestFiles:
    def test_go_with_the_message_and_not_before(self, owner_connection: psycopg.Connection) -> None:
        told = stay()
        file = Upload("lista.pdf", "application/pdf", b"%PDF-")
        told.tell(told.nurse, told.officer, attachment=file)
        empty = "UPDATE discharge_attachment SET name = '', data = ''"
        with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
            owner_connection.execute(empty)
        confirm(owner_connection, ask(owner_connection, told))
        with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
            owner_connection.execute(empty)
        owner_connection.execute(EMPTY)
        for sql in (f"{empty}, size = 1", "UPDATE discharge_attachment SET name = 'x', data = ''"):
            with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
                owner_connection.execute(sql)
        assert owner_connection.execute(empty).rowcount == 1

    def test_its_address_says_that_it_is_destroyed(self, owner_connection: psycopg.Connection) -> None:
        told = stay()
        told.tell(told.nurse, told.officer, attachment=Upload("lista.pdf", "application/pdf", b"%PDF-"))
        client = client_as(told.officer)
        [(file,)] = owner_connection.execute("SELECT id FROM discharge_attachment").fetchall()
        confirm(owner_connection, ask(owner_connection, told))
        owner_connection.execute(EMPTY)
        owner_connection.execute("UPDATE discharge_attachment SET name = '', data = ''")
        answer = client.get(f"{case_address(told)}bilagor/{file}/")
        assert answer.status_code == 410
        assert "Bilagan är förstörd" in answer.text
        assert "lista.pdf" not in answer.text
        told_by_api = client.get(f"/api/cases/{told.case.pk}/attachments/{file}/")
        assert told_by_api.status_code == 410
        assert "förstörd efter beslut" in told_by_api.json()["message"]


class TestCorrections:
    def correct(self, told: Stay, message: Message) -> Message:
        told.wait(minutes=10)
        with acting(told.nurse):
            return actions.correct(
                by=told.nurse,
                case_id=told.case.pk,
                message_id=message.pk,
                values={"text": "Rättat."},
                submission=uuid4(),
                now=told.now,
            )

    def test_what_is_destroyed_is_not_corrected(self, owner_connection: psycopg.Connection) -> None:
        """Nor what has a correction that is: the form would begin from what is no longer there."""
        told = stay()
        first, second = told.tell(told.nurse, told.officer), told.tell(told.nurse, told.officer)
        correction = self.correct(told, second)
        confirm(owner_connection, ask(owner_connection, told, messages=[first.pk, correction.pk]))
        destroyed = "UPDATE discharge_message SET content = '{}' WHERE id = ANY(%s)"
        owner_connection.execute(destroyed, [[first.pk, correction.pk]])
        for message in (first, second):
            with pytest.raises(Refused, match=r"förstört efter beslut.*Skriv ett nytt"):
                self.correct(told, message)
            page = client_as(told.nurse).get(f"{case_address(told)}ratta/{message.pk}/").text
            assert "Innehållet är förstört efter beslut" in page
            assert "<textarea" not in page


def aged(admin: psycopg.Connection, years: int) -> Stay:
    """A stay whose last message is so old; the county's units are younger than that."""
    told = stay()
    admin.execute("ALTER TABLE discharge_message DISABLE TRIGGER unchanged")
    admin.execute(
        "UPDATE discharge_message SET sent_at = sent_at - make_interval(years => %s) WHERE case_id = %s",
        [years, told.case.pk],
    )
    admin.execute("ALTER TABLE discharge_message ENABLE TRIGGER unchanged")
    return told


class TestDisposal:
    def test_lists_what_is_older_than_ten_years_and_no_more(
        self, owner: Owner, owner_connection: psycopg.Connection, admin_connection: psycopg.Connection
    ) -> None:
        old, held, _, still_open = (aged(admin_connection, years) for years in (11, 11, 9, 11))
        admin_connection.execute(
            "UPDATE discharge_case SET is_open = false, discharged_at = now() WHERE id <> %s",
            [still_open.case.pk],
        )
        hold(owner_connection, held)
        first, again = owner.run(["propose-disposal", "--by", ASKS], ["propose-disposal", "--by", ASKS])
        assert (first[:10], again[:10]) == ("1 ärenden ", "0 ärenden ")
        [(asked, case_id)] = owner_connection.execute(
            "SELECT id, case_id FROM discharge_destruction"
        ).fetchall()
        assert case_id == old.case.pk
        assert "är förstört" in owner.run(["confirm", str(asked), "--by", CONFIRMS])[0]
        emptied = owner_connection.execute(
            "SELECT DISTINCT case_id FROM discharge_message WHERE content = '{}'"
        )
        assert emptied.fetchall() == [(old.case.pk,)]

    def test_the_database_says_no_before_ten_years(
        self, owner_connection: psycopg.Connection, admin_connection: psycopg.Connection
    ) -> None:
        told = aged(admin_connection, 9)
        asked = ask(owner_connection, told, ground="disposal")
        with pytest.raises(psycopg.errors.RaiseException, match="ten years of keeping"):
            confirm(owner_connection, asked)


class TestTheTriggers:
    def test_nothing_is_emptied_without_a_confirmed_request(
        self, owner_connection: psycopg.Connection
    ) -> None:
        told = stay()
        with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
            owner_connection.execute(EMPTY)
        ask(owner_connection, told)
        with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
            owner_connection.execute(EMPTY)

    @pytest.mark.parametrize(
        "sql",
        [
            'UPDATE discharge_message SET content = \'{"name": "x"}\'',
            "UPDATE discharge_message SET content = '{}', sent_at = now()",
            "UPDATE discharge_message SET content = '{}', type = 'cancel'",
            "UPDATE discharge_message SET content = '{}', facts = '{}'",
            "UPDATE discharge_message SET sent_at = now()",
            "DELETE FROM discharge_message",
        ],
    )
    def test_a_confirmed_one_lets_nothing_else_through(
        self, owner_connection: psycopg.Connection, sql: str
    ) -> None:
        told = stay()
        confirm(owner_connection, ask(owner_connection, told))
        with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
            owner_connection.execute(sql)
        assert owner_connection.execute(EMPTY).rowcount == 2

    def test_it_reaches_no_other_message(self, owner_connection: psycopg.Connection) -> None:
        told = stay()
        confirm(owner_connection, ask(owner_connection, told))
        Stay()
        with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
            owner_connection.execute(EMPTY)

    def test_a_hold_stops_it_even_then(self, owner_connection: psycopg.Connection) -> None:
        told = stay()
        asked = ask(owner_connection, told)
        hold(owner_connection, told)
        with pytest.raises(psycopg.errors.RaiseException, match="legal hold"):
            confirm(owner_connection, asked)

    def test_one_person_is_not_two(self, owner_connection: psycopg.Connection) -> None:
        asked = ask(owner_connection, stay())
        with pytest.raises(psycopg.errors.CheckViolation, match="another_confirms"):
            confirm(owner_connection, asked, ASKS)

    def test_no_request_comes_confirmed_or_names_anothers_messages(
        self, owner_connection: psycopg.Connection
    ) -> None:
        told = stay()
        by = people.assignment(CONFIRMS).user_id
        wrong: list[dict[str, Any]] = [
            {"confirmed_by_id": by, "confirmed_at": timezone.now()},
            {"messages": [uuid4()]},
            {"messages": []},
        ]
        for changes in wrong:
            with pytest.raises(psycopg.errors.RaiseException, match="asked for first"):
                ask(owner_connection, told, **changes)

    @pytest.mark.parametrize(
        "sql",
        [
            "DELETE FROM discharge_destruction",
            "UPDATE discharge_destruction SET decision = 'x'",
            "UPDATE discharge_destruction SET confirmed_at = NULL, confirmed_by_id = NULL",
            "TRUNCATE discharge_destruction",
            "DELETE FROM discharge_legal_hold",
            "UPDATE discharge_legal_hold SET reason = 'x'",
            "TRUNCATE discharge_legal_hold",
        ],
    )
    def test_what_was_decided_stays(self, owner_connection: psycopg.Connection, sql: str) -> None:
        told = stay()
        confirm(owner_connection, ask(owner_connection, told))
        hold(owner_connection, told)
        with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
            owner_connection.execute(sql)

    def test_the_site_only_reads_of_its_own_cases(
        self, owner_connection: psycopg.Connection, worker_connection: psycopg.Connection
    ) -> None:
        told = stay()
        ask(owner_connection, told)
        for who, seen in ((told.officer, 1), (people.assignment("huddinge"), 0)):
            with acting(who):
                assert Destruction.objects.count() == seen
        for table in ("discharge_destruction", "discharge_legal_hold"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                worker_connection.execute(f"SELECT * FROM {table}")
