"""Registering a patient in two steps, as a ward's browser does it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import psycopg
from django.test import Client
from django.utils import timezone

from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.clients import client_as, filled_in

NEW, REGISTER = "/arenden/ny/", "/arenden/ny/person/"
NURSE = ("somatik", "Akutgeriatrik 12")
OTHER_WARD = ("somatik", "Medicin 61")


def nurse_client(who: tuple[str, str] = NURSE) -> Client:
    return client_as(people.assignment(*who))


def look_up(client: Client, number: str) -> Any:
    return client.post(NEW, {"number": number, "reason": "admission"})


def a_day_ago() -> datetime:
    return timezone.now() - timedelta(days=1)


def typed(form: Any, **changes: Any) -> dict[str, str]:
    """Step two filled in for a person in Tensta, admitted this morning."""
    officer, surgery = people.assignment("stadsdel").unit, people.unit("Tensta vårdcentral")
    admitted = timezone.now().astimezone(STOCKHOLM) - timedelta(hours=3)
    values = {
        "admitted_at": f"{admitted:%Y-%m-%dT%H:%M}",
        "expected_discharge": f"{admitted + timedelta(days=6):%Y-%m-%d}",
        "certainty": "preliminary",
        "planned": "unplanned",
        "given_name": "Bo",
        "family_name": "Ek",
        "street": "Tenstagången 1",
        "postal_code": "163 64",
        "city": "Spånga",
        "municipality": "0180",
        "district": officer.district_id,
        "listed_unit": surgery.pk,
        "municipal": officer.pk,
        "surgery": surgery.pk,
    }
    return filled_in(form, **(values | changes))


def step_two(client: Client, number: str = "", **changes: Any) -> dict[str, str]:
    response = look_up(client, number or people.identity_number())
    return typed(response.context["form"], **changes)


def log_rows(admin: psycopg.Connection, action: str) -> list[tuple[Any, ...]]:
    columns = "refused, detail, assignment_id"
    query = f"SELECT {columns} FROM municipalities_access_log WHERE action = %s ORDER BY at, id"
    return admin.execute(query, [action]).fetchall()
