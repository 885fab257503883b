"""The tables about cases, and what somebody sees in each by raw SQL."""

from __future__ import annotations

from django.db import connection

TABLES = [
    "discharge_case",
    "discharge_case_facts",
    "discharge_handover_request",
    "discharge_message",
    "discharge_participation",
    "discharge_patient",
    "discharge_person_version",
    "discharge_receipt",
    "discharge_receipt_undone",
    "discharge_recipient",
    "municipalities_access_log",
]


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])
