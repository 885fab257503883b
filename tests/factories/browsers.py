"""The parties of one stay, each at a browser, and what tests ask of the pages that they get."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import psycopg
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories.clients import client_as, filled_in
from tests.factories.stays import Stay


def new_stay(**changes: Any) -> Stay:
    return Stay(now=timezone.now() - timedelta(days=1), **changes)


def address(stay: Stay, type: str) -> str:
    return reverse("discharge:send", args=[stay.case.pk, type])


def case_address(stay: Stay) -> str:
    return reverse("discharge:case", args=[stay.case.pk])


def local(moment: datetime) -> str:
    return f"{moment.astimezone(STOCKHOLM):%Y-%m-%dT%H:%M}"


def in_hours(hours: float) -> str:
    return local(timezone.now() + timedelta(hours=hours))


@dataclass
class Browsers:
    """The parties of one stay, each at its own browser."""

    stay: Stay
    clients: dict[Any, Client] = field(default_factory=dict)

    def of(self, who: Assignment) -> Client:
        return self.clients.setdefault(who.pk, client_as(who))

    def form(self, who: Assignment, type: str) -> Any:
        response = self.of(who).get(address(self.stay, type))
        assert response.status_code == 200
        assert "form" in response.context, response.context["refusals"]
        return response.context["form"]

    def send(self, who: Assignment, type: str, /, **typed: Any) -> Any:
        form = self.form(who, type)
        data = filled_in(form, **answered(form) | typed)
        return self.of(who).post(address(self.stay, type), data)


#: What a form asks with nothing chosen, and what is answered unless a test says otherwise.
ANSWERS = {"sip_needed": "yes", "outpatient_care_needed": "yes", "compulsory_outpatient_care": "no"}


def answered(form: Any) -> dict[str, Any]:
    return {name: answer for name, answer in ANSWERS.items() if name in form.fields}


def errors(response: Any) -> dict[str, str]:
    return {name: texts[0] for name, texts in response.context["form"].errors.items()}


def sent_types(admin: psycopg.Connection) -> list[str]:
    return [row[0] for row in admin.execute("SELECT type FROM discharge_message ORDER BY sent_at, id")]
