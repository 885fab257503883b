"""Many persons' stays, put in the database as facts; the night computes them as it computes any other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb

from billing.models import NightlyRun
from discharge.models import Case
from tests.factories import people
from tests.factories.billing.nights import night, stay_in, until
from tests.processes import node
from vardovergang.celery import app

_PERSON = """INSERT INTO discharge_patient SELECT (jsonb_populate_record(p, %s)).*
             FROM discharge_patient p JOIN discharge_case c ON c.patient_id = p.id WHERE c.id = %s"""
_CASE = (
    "INSERT INTO discharge_case SELECT (jsonb_populate_record(c, %s)).* FROM discharge_case c WHERE c.id = %s"
)
_FACTS = (
    "INSERT INTO discharge_case_facts SELECT %s, facts || %s FROM discharge_case_facts WHERE case_id = %s"
)
_CHANGE = "UPDATE discharge_case_facts SET facts = facts || %s WHERE case_id = %s"
_SIP = """INSERT INTO discharge_sip_facts (case_id, facts) VALUES (%s, %s)
          ON CONFLICT (case_id) DO UPDATE SET facts = excluded.facts, changed_at = now()"""
_COUNTED_TO = "SELECT max(as_of) FROM statistics_snapshot"


class County:
    """Cases like one that a ward has registered on 9 March 2020; Huddinge pays unless another is named."""

    def __init__(self, admin: psycopg.Connection) -> None:
        self.admin = admin
        self.template: Case = stay_in().case
        self.serial = 0

    def add(
        self,
        number: int,
        ready: str,
        home: str | None = None,
        *,
        payer: str = "0126",
        district: UUID | None = None,
        born: date = date(1939, 5, 1),
    ) -> list[UUID]:
        """`number` persons whose notices are sent at `ready`."""
        notice = _notice(ready) | {"district": str(district) if district else None}
        facts = {"municipality": payer, "ready": [notice], "discharged_at": home}
        columns = {"payer_id": payer, "district_id": district, "is_open": home is None, "discharged_at": home}
        return [self._one(facts, columns, born) for _ in range(number)]

    def change(self, case: UUID, **facts: Any) -> None:
        self.admin.execute(_CHANGE, [Jsonb(facts), case])

    def sip(self, case: UUID, *, held: str | None = None, followed_up: Sequence[str] = ()) -> None:
        """What is said of the case's SIP, in place of what was said before."""
        facts = {
            "municipality": "0126",
            "district": None,
            "care_type": "somatic",
            "meetings": [{"held_at": held}],
            "follow_ups": [{"on": on, "outcome": "continue"} for on in followed_up],
        }
        self.admin.execute(_SIP, [case, Jsonb(facts)])

    def night(self, day: date) -> None:
        """The night's computation by the worker, and the statistics that follow it."""
        app.control.add_consumer("statistics", destination=[node()], reply=True)
        assert night(day).state == NightlyRun.State.DONE
        until(lambda: self.admin.execute(_COUNTED_TO).fetchone() == (day,))

    def _one(self, facts: dict[str, Any], columns: dict[str, Any], born: date) -> UUID:
        self.serial += 1
        patient, case, like = uuid4(), uuid4(), self.template.pk
        number = people.identity_number(born, serial=self.serial)
        person = {"id": patient, "identity_number": number, "birth_date": born}
        own = {"id": case, "patient_id": patient, "reference": f"PROV-{self.serial:05}"}
        self.admin.execute(_PERSON, [_json(person), like])
        self.admin.execute(_CASE, [_json(own | columns), like])
        self.admin.execute(_FACTS, [case, _json(facts), like])
        return case


def _notice(sent_at: str) -> dict[str, str | None]:
    return {"sent_at": sent_at, "withdrawn_at": None, "message": str(uuid4())}


def _json(values: dict[str, Any]) -> Jsonb:
    return Jsonb(
        {key: str(value) if isinstance(value, UUID | date) else value for key, value in values.items()}
    )
