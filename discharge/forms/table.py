"""What every form of the process table has: its fields, its rules, and marks on what is suggested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db.models import Model
from django.forms import BoundField

from discharge.fields import Field
from discharge.forms.kinds import Asked, form_field
from discharge.process import Refused


@dataclass(frozen=True, slots=True)
class Shown:
    """A field as the page shows it: whether its value is our suggestion, and which answers ask for it."""

    bound: BoundField
    suggested: bool
    is_half: bool
    asked_by: str
    answers: str
    answer_words: str


class TableForm(forms.Form):
    """Fields of the process table, with the table's rules; says what it suggests.

    The browser must not stop the form (`required`): it would do so in its own language and way.
    """

    use_required_attribute = False
    #: Fields that share a line.
    half: frozenset[str] = frozenset()
    submission = forms.UUIDField(
        label="Formuläret",
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), "Formuläret saknar sitt id. Öppna det igen."),
    )

    def __init__(
        self,
        rows: Iterable[Field],
        *,
        asked: Asked,
        now: datetime,
        suggestions: Mapping[str, Any],
        data: Mapping[str, Any] | None = None,
        auto_id: str = "id_%s",
    ) -> None:
        self.rows = {row.name: row for row in rows}
        self.now = now
        self.suggestions = {name: value for name, value in suggestions.items() if value}
        initial = {"submission": uuid4()} | self.suggestions
        super().__init__(data, initial=initial, auto_id=auto_id, label_suffix="")
        for name, row in self.rows.items():
            self.fields[name] = form_field(row, asked)

    def values(self) -> dict[str, Any]:
        """What was typed, as the rules and actions take it."""
        return {name: _plain(self.cleaned_data.get(name)) for name in self.rows}

    def problems(self) -> dict[str, str]:
        """What the rules say of the values, by field."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._show({name: text for name, text in self.problems().items() if name not in self.errors})
        return cleaned

    def refuse(self, refused: Refused) -> None:
        """Show what an action refused, at its fields or above them all."""
        if not refused.problems:
            self.add_error(None, refused.message)
        self._show(refused.problems)

    def _show(self, problems: Mapping[str, str]) -> None:
        for name, text in problems.items():
            self.add_error(name if name in self.fields else None, text)

    def shown(self, *names: str) -> Iterator[Shown]:
        """The fields for the page: those named, or all that the table names."""
        for name in names or self.rows:
            asked_by, answers = self._asked_by(name)
            words = ", ".join(label for value, label in self._choices(asked_by) if value in answers)
            yield Shown(
                self[name], self._is_suggestion(name), name in self.half, asked_by, " ".join(answers), words
            )

    def _asked_by(self, name: str) -> tuple[str, tuple[str, ...]]:
        row = self.rows.get(name)
        return (row and row.required_when) or ("", ())

    def _choices(self, name: str) -> tuple[tuple[str, str], ...]:
        return self.rows[name].choices if name else ()

    def _is_suggestion(self, name: str) -> bool:
        suggestion = self.suggestions.get(name)
        if suggestion is None:
            return False
        return not self.fields[name].has_changed(suggestion, self[name].value())


def submission_of(data: Mapping[str, Any]) -> UUID | None:
    """The id of a form that has been sent, before anything else in it is judged."""
    try:
        return UUID(str(data.get("submission")))
    except ValueError:
        return None


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value
