"""Stays with a SIP, told until this morning: called to a meeting, or with a plan; and their pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories.clients import client_as
from tests.factories.stays import Stay

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=STOCKHOLM)


def called(**changes: Any) -> Stay:
    """A meeting tomorrow."""
    told = Stay(now=NOW - timedelta(hours=2), **changes)
    told.name_contact()
    told.call_to_sip()
    return told


def planned(**changes: Any) -> Stay:
    """A plan in its first version, confirmed by the municipality."""
    told = Stay(now=NOW - timedelta(days=4), **changes)
    told.name_contact()
    told.call_to_sip()
    told.send(told.officer, "sip_answer", answer="accept", proposed_at=None, reason="")
    told.hold_meeting()
    told.draw_up()
    told.send(told.officer, "sip_confirmation", version="1", answer="confirms", reason="")
    return told


def get(told: Stay, who: Assignment, name: str = "sip", query: str = "") -> Any:
    return client_as(who).get(reverse(f"discharge:{name}", args=[told.case.pk]) + query)
