"""A case's messages are read at once, and are exactly those that row-level security shows one by one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from discharge import actions
from discharge.models import Case, Message
from discharge.queries import case_file, journal
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])


def one_by_one(case_id: UUID) -> dict[UUID, Any]:
    """What the policies show of each message, its receivers and their receipts, asked for by the models."""
    rows = Message.objects.select_related("sender__user", "sender_unit").filter(case_id=case_id)
    shown = {}
    for row in rows.prefetch_related("recipients__unit", "recipients__receipts__undone__assignment__user"):
        given = {to.unit: list(to.receipts.order_by("number")) for to in row.recipients.all()}
        receipts = {
            unit: next((r for r in rows if not hasattr(r, "undone")), None) for unit, rows in given.items()
        }
        seen = {
            unit: (receipt.acknowledged_at, receipt.assignment.user.name) if receipt else (None, "")
            for unit, receipt in receipts.items()
        }
        files = {(file.pk, file.name, file.size) for file in row.attachments.all()}
        sender = (row.sender.user.name, row.sender_unit, row.sent_at, row.corrects_id)
        shown[row.pk] = (row.type, row.facts, row.content, sender, seen, files)
    return shown


def at_once(case_id: UUID) -> dict[UUID, Any]:
    return {
        row.pk: (
            row.type,
            row.facts,
            row.content,
            (row.sender, row.sender_unit, row.sent_at, row.corrects_id),
            {to.unit: (to.acknowledged_at, to.acknowledged_by) for to in row.receivers},
            {(file.pk, file.name, file.size) for file in row.attachments},
        )
        for row in case_file(Case.objects.get(pk=case_id)).messages
    }


def tell() -> tuple[Stay, Assignment]:
    """What rests on consent, a block, a correction, a cancelled message, and a part that has ended."""
    told = Stay(now=timezone.now() - timedelta(days=2))
    told.name_contact()
    told.consent("planning", "municipal")
    told.tell(told.nurse, told.officer)
    told.plan(told.nurse)
    told.acknowledge(told.officer)
    wrong = told.send(told.nurse, "expected_discharge_change", **_expected(told, 4))
    told.send(told.nurse, "cancel", message=wrong.pk, reason="Fel person.")
    other = people.assignment("huddinge")
    told.send(told.officer, "handover", to=other.unit_id, reason="Personen bor i Huddinge.")
    told.send(told.nurse, "expected_discharge_change", **_expected(told, 5))
    told.acknowledge(other)
    with acting(told.nurse):
        actions.set_block(by=told.nurse, case_id=told.case.pk, now=timezone.now())
    return told, other


def _expected(told: Stay, days: int) -> dict[str, Any]:
    return {
        "expected_discharge": (told.now + timedelta(days=days)).date(),
        "certainty": "certain",
        "reason": "",
    }


def test_the_messages_read_at_once_are_those_that_the_policies_show_one_by_one() -> None:
    told, other = tell()
    seen = {}
    for who in (
        told.nurse,
        told.coordinator,
        told.officer,
        other,
        people.assignment("somatik", "Medicin 61"),
    ):
        with acting(who):
            shown = one_by_one(told.case.pk)
            if shown:
                assert at_once(told.case.pk) == shown
            entries, messages = journal.read_seen(told.case.pk)
            assert {message.pk for message in messages} == shown.keys()
            assert entries == journal.read(told.case.pk)
            seen[who.pk] = (len(shown), len(entries))
    assert seen[told.nurse.pk][0] == seen[told.nurse.pk][1]
    assert 0 < seen[told.coordinator.pk][0] < seen[told.coordinator.pk][1]
    assert 0 < seen[told.officer.pk][0] < seen[told.officer.pk][1]
    assert seen[people.assignment("somatik", "Medicin 61").pk] == (0, 0)
