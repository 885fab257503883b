"""Destroying content: two people, one decision, and what is left to see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from discharge import actions
from discharge.attachments.files import Upload
from discharge.models import LinkKind, Message
from discharge.process import Refused
from municipalities.access.acting import acting
from tests.factories.browsers import case_address
from tests.factories.clients import client_as
from tests.factories.corrected.links import link, undo
from tests.factories.discharge.destruction import ASKS, CONFIRMS, EMPTY, aged, ask, confirm, hold, stay
from tests.factories.stays import Stay
from tests.processes import manage
from tests.servers import TestServers

pytestmark = pytest.mark.django_db(transaction=True)
IVO = ("--decision", "IVO 3.2-1/2026", "--decided-on", "2026-03-09")


class Owner:
    """`manage.py destruction`, as the owner role."""

    def __init__(self, servers: TestServers) -> None:
        self.urls = servers.urls

    def run(self, *commands: Sequence[str]) -> list[str]:
        """What each said; a refusal begins so."""
        done = [manage(self.urls, "destruction", *command) for command in commands]
        return [each.stdout + each.stderr.strip().replace("CommandError:", "refused:", 1) for each in done]


@pytest.fixture
def owner(servers: TestServers) -> Owner:
    return Owner(servers)


def contents(connection: psycopg.Connection) -> dict[str, Any]:
    return dict(connection.execute("SELECT type, content FROM discharge_message").fetchall())


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

    def test_a_hold_keeps_what_the_person_has_by_another_number_too(
        self, owner: Owner, owner_connection: psycopg.Connection, admin_connection: psycopg.Connection
    ) -> None:
        old, held = (aged(admin_connection, 11) for _ in range(2))
        admin_connection.execute("UPDATE discharge_case SET is_open = false, discharged_at = now()")
        link(old, held.person.number, kind=LinkKind.CORRECTED)
        hold(owner_connection, held)
        assert owner.run(["propose-disposal", "--by", ASKS])[0][:10] == "0 ärenden "
        [said] = owner.run(["cases", held.person.number.value])
        assert {line.split()[0] for line in said.splitlines()} == {old.case.reference, held.case.reference}
        asked = ask(owner_connection, old, messages=_messages(owner_connection, old))
        with pytest.raises(psycopg.Error, match="legal hold"):
            confirm(owner_connection, asked)
        undo(old)
        confirm(owner_connection, asked)


def _messages(connection: psycopg.Connection, told: Stay) -> list[UUID]:
    found = connection.execute("SELECT id FROM discharge_message WHERE case_id = %s", [told.case.pk])
    return [row[0] for row in found.fetchall()]
