"""The word that docs/security.md's table "Rows" has for a row: whose case it is about, or whose it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg

from tests.factories.security.seeds import INVOICERS
from tests.factories.security.world import World

#: Columns that say who wrote a row.
WRITERS = ("sender_id", "set_by_id", "assignment_id", "asked_by_id", "reviewed_by_id", "drawn_by_id")


class Words:
    """The word for a row: whose case it is about, or whose it is."""

    def __init__(self, admin: psycopg.Connection, world: World) -> None:
        self.cases = {str(stay.case.pk): kind for kind, stay in world.cases.items()}
        self.patients = {str(stay.case.patient_id): kind for kind, stay in world.cases.items()}
        self.assignment_of = {by.user_id: by.pk for by in world.roles.values() if by}
        self.block = str(world.blocks["blocked"])
        self.organisation = str(world.assignment("log reviewer").unit.organisation_id)
        units = admin.execute("SELECT id::text, organisation_id::text FROM municipalities_unit").fetchall()
        self.organisation_of: dict[str, str] = dict(units)
        blockable = "SELECT type FROM discharge_blockable_type"
        messages = admin.execute(
            f"SELECT id::text, sender_id::text, readers IS NOT NULL, type IN ({blockable})"
            " AND sender_unit_id = %s FROM discharge_message",
            [world.assignment("district").unit_id],
        ).fetchall()
        self.senders = {message: sender for message, sender, _, _ in messages}
        self.consented = {message for message, _, limited, _ in messages if limited}
        self.blockable = {message for message, _, _, of_district in messages if of_district}
        recipients = admin.execute("SELECT id::text, message_id::text FROM discharge_recipient").fetchall()
        self.message_of: dict[str, str] = dict(recipients)

    def of(self, table: str, data: dict[str, Any]) -> str:
        kind = self._kind(table, data)
        if kind is None:
            return self._without_case(table, data)
        message = self._message(table, data)
        if kind == "blocked" and message in self.blockable:
            return "hidden"
        return "consented" if kind != "other" and message in self.consented else kind

    def _kind(self, table: str, data: dict[str, Any]) -> str | None:
        if table == "municipalities_access_log":
            return None
        if table == "discharge_block_opening":
            return "blocked" if data["block_id"] == self.block else None
        by_case = self.cases.get(data["id"] if table == "discharge_case" else data.get("case_id") or "")
        patient = data["id"] if table == "discharge_patient" else data.get("patient_id")
        return by_case or self.patients.get(patient or "")

    def _message(self, table: str, data: dict[str, Any]) -> str:
        own = data["id"] if table == "discharge_message" else data.get("message_id")
        return str(own or self.message_of.get(data.get("recipient_id", ""), ""))

    def _without_case(self, table: str, data: dict[str, Any]) -> str:
        if "organisation_id" in data or "unit_id" in data:
            owner = data.get("organisation_id") or self.organisation_of[data["unit_id"]]
            return "region" if owner == self.organisation else "elsewhere"
        if table == "billing_what_if_sum":
            return self._sum(data)
        if data.get("withheld"):
            return "withheld" if data["area_code"] == "0126" else "unseen"
        if area := data.get("area_code") or data.get("payer_id"):
            return "Huddinge" if area == "0126" else "Stockholm"
        return str(data.get("role", "figures"))

    def _sum(self, data: dict[str, Any]) -> str:
        """Of the invoicer's question, or of the statistics': published, and of so few that it is withheld."""
        if data["what_if_id"] == str(INVOICERS):
            return "invoicer"
        return (
            "published" if data["payer_id"] == "0126" else "withheld" if data["withheld"] else "unpublished"
        )

    def writer(self, table: str, data: dict[str, Any]) -> UUID | None:
        if table == "discharge_draft":
            return self.assignment_of.get(data["user_id"])
        sender = self.senders.get(self._message(table, data))
        own = next((data[column] for column in WRITERS if data.get(column)), None)
        chosen = own or (sender if table in ("discharge_recipient", "discharge_attachment") else None)
        return UUID(chosen) if chosen else None
