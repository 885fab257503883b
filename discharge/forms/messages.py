"""A form for each row of the process table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from discharge.fields import Field
from discharge.forms.table import TableForm
from discharge.process import MessageType
from discharge.state import CaseState
from municipalities.models import Assignment


class MessageForm(TableForm):
    """The form of one message type, in a case as it stands now."""

    def __init__(
        self,
        row: MessageType,
        state: CaseState,
        *,
        by: Assignment,
        now: datetime,
        data: Mapping[str, Any] | None = None,
        wanted: Mapping[str, Any] | None = None,
    ) -> None:
        self.type = row
        self.state = state
        shown = [field for field in row.fields if field.shown(state)]
        suggestions = {field.name: _suggestion(field, state, by) for field in shown} | dict(wanted or {})
        super().__init__(shown, by=by, now=now, suggestions=suggestions, data=data, auto_id=f"{row.name}_%s")

    def problems(self) -> dict[str, str]:
        return self.type.problems(self.values(), self.state, self.now)


def _suggestion(field: Field, state: CaseState, by: Assignment) -> Any:
    if field.suggest:
        return field.suggest(state)
    own = {"name": by.user.name, "phone": by.unit.phone, "colleague": by.user_id}
    return own.get(field.own)
