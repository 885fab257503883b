"""What a row of the process says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from discharge.fields import Field, decode, encode, problems
from discharge.state import CaseState, Entry
from municipalities.parties import Party


class Refused(Exception):
    """An action that the rules do not allow: says in Swedish what is missing and what to do.

    `problems` holds what is wrong with single fields, by name; empty when the whole action is refused.
    """

    def __init__(self, message: str = "", problems: dict[str, str] | None = None) -> None:
        self.message = message or "Rätta de markerade fälten."
        self.problems = problems or {}
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class Rule:
    """What must be true before a message may be sent, and what is said when it is not."""

    holds: Callable[[CaseState], bool]
    refusal: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A message of the row asks its receivers of this party to send `type`, at the latest by `due`."""

    party: Party
    type: str
    due: Callable[[CaseState, Entry], datetime | None] = lambda state, entry: None
    when: Callable[[CaseState], bool] = lambda state: True


@dataclass(frozen=True, slots=True)
class MessageType:
    """One row of the process: who may send what to whom, when, and what follows."""

    name: str
    step: int
    title: str
    verb: str
    senders: frozenset[Party]
    receivers: frozenset[Party]
    fields: tuple[Field, ...] = ()
    requires: tuple[Rule, ...] = ()
    apply: Callable[[CaseState, Entry], None] = lambda state, entry: None
    asks: tuple[Ask, ...] = ()
    withdraws: str = ""
    to_unit: str = ""
    #: The field that names the message which this one cancels.
    cancels: str = ""
    #: Whether a later message may cancel this one (makulera); a correction is always possible.
    may_be_cancelled: bool = True
    to_self: tuple[Ask, ...] = ()
    starts_case: bool = False

    @property
    def may_be_corrected(self) -> bool:
        """What hands the case over or cancels a message is done anew, not corrected."""
        return not (self.to_unit or self.cancels)

    def refusals(self, state: CaseState, unit: UUID) -> list[str]:
        """Why the unit may not send this now, in Swedish; empty when it may."""
        if not self.starts_case and not state.acts(unit):
            return ["Er del i ärendet är överlämnad. Ni kan läsa det, men inte skriva i det."]
        return [rule.refusal for rule in self.requires if not rule.holds(state)]

    def problems(self, values: dict[str, Any], state: CaseState, now: datetime) -> dict[str, str]:
        return problems(self.fields, values, state, now)

    def split(self, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The values as stored: (facts, content)."""
        facts = {f.name: encode(f, values.get(f.name)) for f in self.fields if f.fact}
        content = {f.name: encode(f, values.get(f.name)) for f in self.fields if not f.fact}
        return facts, {name: value for name, value in content.items() if value not in (None, "")}

    def decoded(self, stored: dict[str, Any]) -> dict[str, Any]:
        return {f.name: decode(f, stored[f.name]) for f in self.fields if f.name in stored}
