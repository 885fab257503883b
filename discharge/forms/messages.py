"""A form for each row of the process table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from discharge.fields import Field
from discharge.forms.kinds import Asked
from discharge.forms.table import TableForm
from discharge.process import MessageType, local_date
from discharge.queries.own_messages import may_be_cancelled
from discharge.state import CaseState
from municipalities.models import Assignment


class MessageForm(TableForm):
    """The form of one message type, in a case as it stands now; `wanted` is suggested above all else."""

    def __init__(
        self,
        row: MessageType,
        state: CaseState,
        *,
        by: Assignment,
        case_id: UUID,
        now: datetime,
        data: Mapping[str, Any] | None = None,
        wanted: Mapping[str, Any] | None = None,
    ) -> None:
        self.type = row
        self.state = state
        shown = [field for field in row.fields if field.shown(state) and not field.filled]
        suggestions = {field.name: _suggestion(field, state, by, now) for field in shown} | dict(wanted or {})
        super().__init__(
            shown,
            asked=Asked(by, local_date(now), may_be_cancelled(by, case_id)),
            now=now,
            suggestions=suggestions,
            data=data,
            auto_id=f"{row.name}_%s",
        )

    def problems(self) -> dict[str, str]:
        return self.type.problems(self.values(), self.state, self.now)


class CorrectionForm(MessageForm):
    """A message's form once more, with what was said, in the case as it stood then; suggests nothing."""

    def __init__(
        self, row: MessageType, state: CaseState, *, original: Mapping[str, Any], **rest: Any
    ) -> None:
        super().__init__(row, state, **rest)
        self.suggestions = {}
        self.initial = {**original, "submission": self.initial["submission"]}


def _suggestion(field: Field, state: CaseState, by: Assignment, now: datetime) -> Any:
    if field.suggest:
        return field.suggest(state)
    minute = now.replace(second=0, microsecond=0)
    own = {"name": by.user.name, "phone": by.unit.phone, "colleague": by.user_id, "now": minute}
    return own.get(field.own)
