"""What every form of the process table has: its fields, its rules, and marks on what is suggested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db.models import Model, QuerySet
from django.forms import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from discharge.forms.kinds import Asked, form_field
from discharge.forms.moments import MomentInput
from discharge.forms.rows import RowsField, RowsWidget
from discharge.process import Refused
from discharge.process.fields import Field, Kind
from municipalities.door.forms import Form


@dataclass(frozen=True, slots=True)
class Shown:
    """A field as the page shows it: whether its value is our suggestion, and which answers ask for it."""

    bound: BoundField
    suggested: bool
    is_half: bool
    asked_by: str
    answers: str
    asked_if: str


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields that a page folds away under a heading, and what stands in them."""

    title: str
    fields: list[Shown]

    @property
    def is_wrong(self) -> bool:
        return any(shown.bound.errors for shown in self.fields)

    @property
    def said(self) -> list[str]:
        """What stands in each that is filled in, as "Badning: Oberoende"."""
        found = []
        for shown in self.fields:
            value = shown.bound.value()
            words = dict(getattr(shown.bound.field, "choices", ())).get(value, value)
            found += [f"{shown.bound.label}: {words}"] if value else []
        return found


def submission_field() -> forms.UUIDField:
    """A form's own id, by which what is sent twice counts once."""
    wrong = dict.fromkeys(("required", "invalid"), "Formuläret saknar sitt id. Öppna det igen.")
    return forms.UUIDField(label="Formuläret", initial=uuid4, widget=forms.HiddenInput, error_messages=wrong)


class TableForm(Form):
    """Fields of the process table, with the table's rules; says what it suggests.

    `kept` is what stood in the form before: a draft, an earlier version. It comes before what is suggested.
    The browser must not stop the form (`required`): it would do so in its own language and way.
    """

    use_required_attribute = False
    #: Fields that share a line.
    half: frozenset[str] = frozenset()
    submission = submission_field()

    def __init__(
        self,
        rows: Iterable[Field],
        *,
        asked: Asked,
        now: datetime,
        suggestions: Mapping[str, Any],
        data: Mapping[str, Any] | None = None,
        files: MultiValueDict[str, Any] | None = None,
        kept: Mapping[str, Any] | None = None,
        auto_id: str = "id_%s",
    ) -> None:
        self.rows = {row.name: row for row in rows}
        self.now = now
        # No is an answer too.
        self.suggestions: dict[str, Any] = {
            name: value for name, value in suggestions.items() if value or value is False
        }
        initial = self.suggestions | dict(kept or {})
        super().__init__(data, files, initial=initial, auto_id=auto_id, label_suffix="")
        for name, row in self.rows.items():
            self.fields[name] = form_field(row, asked)

    def values(self) -> dict[str, Any]:
        """What was typed, as the rules and actions take it."""
        values = {}
        for name in self.rows:
            typed = self.cleaned_data.get(name)
            if isinstance(typed, QuerySet):
                typed = tuple(row.pk for row in typed)
            values[name] = typed.pk if isinstance(typed, Model) else typed
        return values

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
            is_seen = name in self.fields and not self.fields[name].widget.is_hidden
            self.add_error(name if is_seen or name == "submission" else None, text)

    def ask_for_files_again(self) -> None:
        """A browser does not send a file twice: say so at the fields whose files have been read."""
        for name in self.files:
            if name in self.fields and name not in self.errors:
                self.add_error(name, "Välj filen igen. Webbläsaren behåller den inte.")

    def add_row(self, name: str) -> None:
        """One more row in the list, where the form has such a list."""
        field = self.fields.get(name)
        if isinstance(field, RowsField):
            field.widget.adds = True

    def has_typed(self) -> bool:
        """Whether somebody has written something that would be missed: not only what the form began with."""
        own = {name for name, row in self.rows.items() if row.own}
        changed = [name for name in self.changed_data if name in self.rows and name not in own]
        return any(self[name].value() or name not in self.suggestions for name in changed)

    def shown(self, *names: str) -> Iterator[Shown]:
        """The fields for the page: those named, or all of the table's that are seen."""
        for name in names or [n for n in self.rows if not self.fields[n].widget.is_hidden]:
            row = self.rows.get(name)
            asked_by, answers = (row and row.required_when) or ("", ())
            suggestion = self.suggestions.get(name)
            yield Shown(
                self[name],
                suggestion is not None and not self.fields[name].has_changed(suggestion, self[name].value()),
                name in self.half,
                asked_by,
                " ".join(answers),
                row.asked_if if row else "",
            )


def typed_moments(rows: Iterable[Field], data: Mapping[str, Any]) -> dict[str, Any]:
    """The times that stand in a form, each with the hour that was chosen where it comes twice."""
    moments = [row.name for row in rows if row.kind is Kind.MOMENT and row.name in data]
    return {name: MomentInput().value_from_datadict(data, {}, name) for name in moments}


def submission_of(data: Mapping[str, Any]) -> UUID | None:
    """The id of a form that has been sent, before anything else in it is judged."""
    try:
        return UUID(str(data.get("submission")))
    except ValueError:
        return None


def typed_values(rows: Iterable[Field], data: QueryDict) -> dict[str, Any]:
    """What stands in a form, right or wrong, for a draft; without files and what the browser left out."""
    found: dict[str, Any] = {}
    for row in rows:
        if row.kind is Kind.YES_NO:
            found[row.name] = bool(data.get(row.name))
        elif row.kind in (Kind.PARTIES, Kind.PAPERS):
            found[row.name] = data.getlist(row.name)
        elif row.kind is Kind.ROWS:
            found[row.name] = RowsWidget(row).value_from_datadict(data, {}, row.name)
        elif row.kind is Kind.MOMENT and row.name in data:
            found[row.name] = MomentInput().value_from_datadict(data, {}, row.name)
        elif row.kind is not Kind.FILE and row.name in data:
            found[row.name] = data[row.name]
    return found
