"""Reading in the HSA catalogue: looked at, carried out, refused; by page, and by the worker each night."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from municipalities import actions
from municipalities.access.acting import acting
from municipalities.models import CatalogueImport, RowChange, Unit
from municipalities.refusal import Refused
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.commands import manage
from tests.servers import TestServers

NUMBER = "556000-0000"
HEAD = "hsa_id;name;organisation_number;party;valid_from;care_type;phone;stand_in"
READINGS = reverse("municipalities:catalogue-imports")


def exported() -> str:
    """Storsthlm's only unit as it is, with another telephone; a new one; and a line that is no unit."""
    unit = people.unit("Storsthlm, kansliet")
    number = unit.organisation.organisation_number
    return "\n".join(
        [
            HEAD,
            f"{unit.hsa_id};{unit.name};{number};administration;{unit.valid_from};;08-999;SE2220000448-NY",
            f"SE2220000448-NY;Avvikelsegruppen;{number};administration;2026-01-01;;;",
            f"nonsens;Fel;{number};administration;2026-01-01;;;",
        ]
    )


def preview(text: str) -> CatalogueImport:
    by = people.assignment("systemadmin")
    with acting(by):
        return actions.preview_import(by=by, name="hsa.csv", content=text.encode(), now=timezone.now())


@pytest.mark.django_db
def test_nothing_changes_before_it_is_confirmed_and_then_exactly_that() -> None:
    reading = preview(exported())
    assert not Unit.objects.filter(hsa_id="SE2220000448-NY").exists()
    assert [row["hsa_id"] for row in reading.report["refused"]] == ["nonsens"]
    by = people.assignment("systemadmin")
    with acting(by):
        done = actions.apply_import(by=by, reading=reading, now=timezone.now())
    office = people.unit("Storsthlm, kansliet")
    assert done.state == CatalogueImport.State.DONE
    assert (office.phone, office.stand_in) == ("08-999", people.unit("Avvikelsegruppen"))
    assert preview(exported()).report["unchanged"] == 2
    noted = RowChange.objects.filter(table="municipalities_unit", row=str(office.pk)).order_by("pk").last()
    assert noted is not None
    assert noted.assignment_id == by.pk


@pytest.mark.django_db
def test_a_unit_that_is_gone_ends_and_is_not_deleted() -> None:
    lines = exported().splitlines()
    reading = preview("\n".join([lines[0], lines[2]]))
    by = people.assignment("systemadmin")
    with acting(by):
        actions.apply_import(by=by, reading=reading, now=timezone.now())
    assert people.unit("Storsthlm, kansliet").valid_to == timezone.localdate()


@pytest.mark.django_db
def test_what_has_changed_since_it_was_looked_at_is_refused() -> None:
    reading, again = preview(exported()), preview(exported())
    by = people.assignment("systemadmin")
    with acting(by):
        actions.apply_import(by=by, reading=reading, now=timezone.now())
        with pytest.raises(Refused, match="redan införd"):
            actions.apply_import(by=by, reading=reading, now=timezone.now())
        with pytest.raises(Refused, match="har ändrats"):
            actions.apply_import(by=by, reading=again, now=timezone.now())


@pytest.mark.django_db
@pytest.mark.parametrize("account", ["lokaladmin", "hsf"])
def test_nobody_else_reads_it_in(account: str) -> None:
    by = people.assignment(account)
    with acting(by), pytest.raises(Refused, match="systemadministratören"):
        actions.preview_import(by=by, name="hsa.csv", content=b"", now=timezone.now())


@pytest.mark.django_db(databases=["default", "access_log"])
class TestPages:
    def upload(self, client: Client, content: bytes) -> str:
        file = SimpleUploadedFile("hsa.csv", content)
        response = client.post(READINGS, {"file": file}, follow=True)
        return response.content.decode()

    def test_a_file_is_looked_at_and_confirmed(self) -> None:
        client = client_as(people.assignment("systemadmin"))
        page = self.upload(client, exported().encode())
        assert "1 nya, 1 ändrade, 0 avslutade, 0 oförändrade, 1 nekade rader" in page
        assert "HSA-id:t ska vara SE" in page
        reading = CatalogueImport.objects.get()
        address = reverse("municipalities:catalogue-import", args=[reading.pk])
        assert "Katalogen är ändrad" in client.post(address, follow=True).content.decode()
        assert people.unit("Storsthlm, kansliet").phone == "08-999"
        assert "redan införd" in client.post(address, follow=True).content.decode()
        assert "hsa.csv" in client.get(READINGS).content.decode()

    @pytest.mark.parametrize(
        ("content", "says"), [(b"", "Filen är tom"), (b"\xff", "UTF-8"), (None, "Välj en fil")]
    )
    def test_a_bad_file_is_refused_at_its_field(self, content: bytes | None, says: str) -> None:
        client = client_as(people.assignment("systemadmin"))
        page = self.upload(client, content) if content is not None else client.post(READINGS).content.decode()
        assert says in page
        assert not CatalogueImport.objects.exists()

    @pytest.mark.parametrize("content", [b"\0", b"[" * 100_000, b'[{"hsa_id": "\\ud800"}]', b'"x', b"a\rb"])
    @pytest.mark.parametrize("name", ["h\0sa.json", "hsa.csv"])
    def test_c8_e5_a_file_of_any_bytes_is_refused(self, name: str, content: bytes) -> None:
        client = client_as(people.assignment("systemadmin"))
        answer = client.post(READINGS, {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 200
        assert answer.context["form"].errors["file"]
        assert not CatalogueImport.objects.exists()


def sync(servers: TestServers, path: Path) -> str:
    return manage(servers, "sync_catalogue", str(path))


@pytest.mark.django_db(transaction=True)
def test_the_worker_reads_it_in_twice_and_changes_once(servers: TestServers, tmp_path: Path) -> None:
    path = tmp_path / "hsa.csv"
    path.write_text(exported())
    assert "Införd: 1 nya, 1 ändrade" in sync(servers, path)
    changes = RowChange.objects.count()
    assert "Inget att ändra: 0 nya, 0 ändrade, 0 avslutade, 2 oförändrade" in sync(servers, path)
    assert RowChange.objects.count() == changes
    assert "rad 3 nonsens" in sync(servers, path)
    assert "inte JSON" in sync(servers, _written(tmp_path / "hsa.json", "["))


@pytest.mark.django_db(transaction=True)
def test_half_a_file_waits_for_somebody_to_look(
    servers: TestServers, tmp_path: Path, admin_connection: psycopg.Connection
) -> None:
    ward = people.unit("Akutgeriatrik 12")
    line = {"hsa_id": ward.hsa_id, "name": ward.name, "organisation_number": "232100-0016"}
    line |= {"party": "inpatient", "care_type": "somatic", "valid_from": str(ward.valid_from)}
    assert "Väntar på granskning" in sync(servers, _written(tmp_path / "hsa.json", json.dumps([line])))
    ended = admin_connection.execute(
        "SELECT count(*) FROM municipalities_unit WHERE valid_to = current_date"
    ).fetchone()
    assert ended == (0,)


@pytest.mark.django_db(transaction=True)
def test_e5_a_unit_ends_only_after_somebody_has_looked_where_a_line_was_refused(
    servers: TestServers, tmp_path: Path
) -> None:
    """The refused line may be the very unit's, its id spoilt; and a line that can't be read ends nothing."""
    lines = exported().splitlines()
    unread = _written(tmp_path / "hsa.csv", "\n".join([*lines[:3], '"' + lines[2]]))
    assert "Rad 4 går inte att läsa" in sync(servers, unread)
    spoilt = _written(tmp_path / "hsa.csv", "\n".join([lines[0], lines[2], lines[3]]))
    assert "Väntar på granskning: 1 nya, 0 ändrade, 1 avslutade" in sync(servers, spoilt)
    assert people.unit("Storsthlm, kansliet").valid_to is None


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path
