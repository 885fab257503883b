"""A form for each row of the process table."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from discharge.actions.sending import rooms
from discharge.actions.sending.composing import OnBehalf, speaker
from discharge.forms.kinds import Asked, ParticipantField, PartiesField, UnitsField, paper_words
from discharge.forms.table import FieldGroup, Shown, TableForm
from discharge.models import Case
from discharge.process import MessageType
from discharge.process.circumstances import carrying
from discharge.process.fields import Field, Kind
from discharge.process.judging import afterwards, checks
from discharge.process.judging.payers import residence_of
from discharge.process.judging.place import PlaceOfCare
from discharge.process.state import CaseState, Residence
from discharge.queries import Carried, SeenMessage, may_correct
from discharge.queries.lookups import directory
from discharge.queries.lookups.own_messages import attachments_of, may_be_cancelled
from discharge.queries.lookups.places import seen_unit
from municipalities.forms.fields import leave_unmarked
from municipalities.models import Assignment, Role, Unit
from municipalities.swedish.clock import full_words, local_date, settled

#: The hidden field that says what a form began with of the patient's circumstances.
BEGAN = "circumstances_began"
SENT_OUTSIDE = "Meddelandet är inskrivet i efterhand. Ange när det skickades, eller makulera det."


class Began(forms.CharField):
    """What a form began with, as JSON; what can't be read began with nothing."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> dict[str, str]:
        try:
            read = json.loads(value or "{}")
        except (ValueError, RecursionError):
            return {}
        pairs = read.items() if isinstance(read, dict) else ()
        return {name: text for name, text in pairs if isinstance(text, str)}


def began_with(data: Mapping[str, Any]) -> dict[str, str]:
    """What a form that was sent says it began with of the patient's circumstances."""
    return Began().clean(data.get(BEGAN))


class MessageForm(TableForm):
    """The form of one message type, in a case as it stands now; `wanted` is suggested above all else.

    `kept` is what stood in it before: a draft, or the version that a new one is written from.
    """

    def __init__(
        self,
        message_type: MessageType,
        state: CaseState,
        *,
        by: Assignment | OnBehalf,
        case_id: UUID,
        now: datetime,
        data: Mapping[str, Any] | None = None,
        files: MultiValueDict[str, Any] | None = None,
        wanted: Mapping[str, Any] | None = None,
        kept: Mapping[str, Any] | None = None,
    ) -> None:
        self.type = message_type
        self.carried: Carried | None = None
        self.state = state
        sender, says = speaker(by)
        self.receiving = self.receivers(says)
        shown = [
            field for field in message_type.fields if field.shown(state) and field.sent and not field.filled
        ]
        # Of the sender nothing is suggested, where the words are another's.
        asked = [field for field in shown if sender.unit_id == says.pk or not field.own]
        suggestions = {field.name: _suggest_value(field, state, sender, now) for field in asked} | dict(
            wanted or {}
        )
        # Who has left since, or may not have what is told, is not suggested.
        several = [f.name for f in shown if f.kind is Kind.PARTIES and suggestions.get(f.name)]
        suggestions |= {name: [u for u in suggestions[name] if u in self.receiving] for name in several}
        if message_type.naming.follows:
            suggestions[message_type.naming.follows] = message_type.newest_version(state, says.pk)
        units = directory.taking_part(state, says)
        if message_type.naming.to_parties or message_type.needs_consent:
            # Units are chosen among those that may have what is told.
            units = units.filter(pk__in=message_type.receiving(state, says.pk))
        enters = sender.unit_id == says.pk or sender.role == Role.INVOICER
        is_asked = enters and message_type.may_be_entered_afterwards and self.receiving
        super().__init__(
            [*shown, *(afterwards.ASKED if is_asked else ())],
            asked=Asked(
                sender,
                local_date(now),
                lambda: may_be_cancelled(sender, case_id),
                units,
                [(one.paper.written, paper_words(one)) for one in state.untold(sender.unit_id)],
            ),
            now=now,
            suggestions=suggestions,
            data=data,
            files=files,
            kept=kept,
            auto_id=f"{message_type.name}_%s",
        )
        for name, row in self.rows.items():
            if row.stated and (stated := row.stated(state)):
                unit = directory.named_units([stated.unit])[0].full_name
                self.fields[name].help_text = (
                    f"Besvarat av {unit} {full_words(stated.at)}: {'Ja' if stated.needed else 'Nej'}. "
                    "Ändra om läget är ett annat nu."
                )
        self.initial = {**self.initial, **{name: self.suggestions[name] for name in self._said_last()}}
        if rooms.makes_rooms(message_type):
            self.fields["link"].help_text = rooms.HELP
        if is_asked:
            self.fields[afterwards.TOLD] = UnitsField(
                self.receiving, label=self.rows[afterwards.TOLD].label, required=False
            )
            leave_unmarked(self.fields[afterwards.TOLD])

    def begin_with(self, carried: Carried) -> None:
        """Begin with what was said last of the patient's circumstances; what a draft says comes before it."""
        self.carried = carried
        began = {name: held.value for name, held in carried.held.items()}
        self.suggestions |= began
        # What was emptied in a draft may have been said since: it is shown once more.
        shown = {name: self.initial.get(name) or value for name, value in began.items()}
        self.initial = {**self.initial, **shown}
        self.fields[BEGAN] = Began(required=False, initial=json.dumps(began))
        for name, held in carried.held.items():
            # Not of the bound field, which keeps the help that it is made with.
            in_form = (self.data if self.is_bound else self.initial).get(name) or ""
            said = carrying.source_words(held, in_form)
            self.fields[name].help_text = " ".join(filter(None, (said, self.rows[name].help)))

    def receivers(self, says: Unit) -> Collection[UUID]:
        """The units that the message goes to."""
        return self.type.receiving(self.state, says.pk)

    def veil(self, place: PlaceOfCare) -> Self:
        """Name the units of the case as who is asked may see them."""
        for field in self.fields.values():
            if isinstance(field, PartiesField | ParticipantField):
                field.place = place
            elif isinstance(field, UnitsField):
                units = directory.named_units(field.units)
                field.choices = [(str(unit.pk), seen_unit(unit, place).full_name) for unit in units]
        return self

    def residence(self) -> Residence:
        """Where the form says that the person lives, and who has placed him or her."""
        if not self.is_bound:
            return self.state.residence
        chosen = {name: self.cleaned_data.get(name) for name in ("municipality", "placed_by", "district")}
        return residence_of({name: row and row.pk for name, row in chosen.items()})

    def name_rows(self, names: Mapping[Any, str]) -> Self:
        """Say what is asked of each row of an earlier list; `names` say what it is called, by list and id."""
        for name, row in self.rows.items():
            if row.each_of:
                ids = row.each_of.ids(self.state)
                self.fields[name].widget.about = {one: names.get((row.each_of.name, one), "") for one in ids}
        return self

    def problems(self) -> dict[str, str]:
        """Of what was sent outside the system only that: the action asks the case as it was then."""
        values = self.values()
        if afterwards.is_said(values):
            return afterwards.find_problems(self.type, values, self.state, self.now, receivers=self.receiving)
        return self.type.problems(values, self.state, self.now) | self._changed_since(values)

    def _changed_since(self, values: Mapping[str, Any]) -> dict[str, str]:
        """The form then shows what has been said since, and is about that."""
        if self.carried is None or BEGAN not in self.data:
            return {}
        names = [name for name, row in self.rows.items() if row.group and name not in self.carried.withheld]
        now = {name: held.value for name, held in self.carried.held.items()}
        changed = carrying.untouched_and_changed(names, self.cleaned_data[BEGAN], values, now)
        if changed:
            shown = {name: now.get(name, "") for name in changed}
            self.data = self._with_data(shown | {BEGAN: json.dumps(now)})
        return {name: carrying.changed_words(self.carried.held.get(name)) for name in changed}

    def _with_data(self, changes: Mapping[str, str]) -> QueryDict:
        data = QueryDict(mutable=True)
        data.update(self.data)
        for name, value in changes.items():
            data[name] = value
        return data

    def shown(self, *names: str) -> Iterator[Shown]:
        own = [
            name
            for name, row in self.rows.items()
            if name not in afterwards.NAMES and not row.group and not self.fields[name].widget.is_hidden
        ]
        return super().shown(*(names or own)) if names or own else iter(())

    def values(self) -> dict[str, Any]:
        """What was typed; an empty field of the patient's circumstances that was so says nothing of them."""
        values = rooms.with_room(self.type, super().values())
        values |= {name: values[name] or None for name, row in self.rows.items() if row.group}
        return values | carrying.find_ended(self.cleaned_data.get(BEGAN) or {}, values)

    @property
    def withheld(self) -> str:
        """That something which has been said is kept out of the form, and why; empty where nothing is."""
        return carrying.withheld_words(self.carried.withheld) if self.carried else ""

    def groups(self) -> list[FieldGroup]:
        """What is asked of the patient's circumstances, group by group."""
        by_title: dict[str, list[str]] = {}
        for name, row in self.rows.items():
            if row.group:
                by_title.setdefault(row.group, []).append(name)
        return [FieldGroup(title, list(self.shown(*names))) for title, names in by_title.items()]

    def outside_fields(self) -> list[Shown]:
        """How it was sent outside the system, if it was."""
        names = [name for name in self.rows if name in afterwards.NAMES]
        return list(super().shown(*names)) if names else []

    def built_on(self) -> UUID | None:
        """The version that the form was opened with."""
        version = (self.data if self.is_bound else self.initial).get(self.type.naming.follows)
        try:
            return UUID(str(version)) if version else None
        except ValueError:
            return None

    def has_seen(self, version: UUID, name: str = "") -> None:
        """The form now builds on this version, whatever it was opened with."""
        name = name or self.type.naming.follows
        if self.is_bound:
            self.data = self._with_data({name: str(version)})
        else:
            self.initial[name] = version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        # Shown again, the form is about what has been said since it was opened.
        for name in self._said_last():
            self.has_seen(self.suggestions[name], name)
        return cleaned

    def _said_last(self) -> list[str]:
        """The fields that name the message whose word holds: a draft is about the newest one too."""
        named = (name for name, row in self.rows.items() if row.kind is Kind.EARLIER and row.suggest)
        return [name for name in named if name in self.suggestions]


class CorrectionForm(MessageForm):
    """A message's form once more, with what was said, in the case as it stood then; suggests nothing.

    A file that was sent follows, as long as its box is ticked and no other is chosen.
    """

    def __init__(
        self,
        message_type: MessageType,
        state: CaseState,
        *,
        versions: Sequence[SeenMessage],
        typed: Mapping[str, Any],
        **rest: Any,
    ) -> None:
        """`versions` are the message and its corrections; `typed` is a draft of one more."""
        self.versions = versions
        self.said = versions[-1].said | _said_outside(versions)
        super().__init__(message_type, state, kept=self.said | dict(typed), **rest)
        self.suggestions = {}
        for name in [name for name, row in self.rows.items() if row.corrected_by]:
            del self.fields[name], self.rows[name]
        kept = {f.name: self.said.get(f.name) for f in message_type.fields if f.kind is Kind.FILE}
        sent = attachments_of([file for file in kept.values() if file])
        self.sent_files = {name: sent[file] for name, file in kept.items() if file in sent}
        for name, file in self.sent_files.items():
            # Its own name may tell who the person is.
            label = f"Bilagan följer med ({file.kind_words})"
            self.fields[f"keep_{name}"] = forms.BooleanField(label=label, required=False, initial=True)

    def receivers(self, says: Unit) -> Collection[UUID]:
        return [to.unit.pk for to in self.versions[0].receivers]

    def problems(self) -> dict[str, str]:
        values = self.values()
        found = may_correct.problems_of_correction(
            self.type, self.said | values, self.state, self.versions, self.now
        )
        if afterwards.is_said(self.said) and afterwards.AT in values and not afterwards.is_said(values):
            found[afterwards.AT] = SENT_OUTSIDE
        return found

    def values(self) -> dict[str, Any]:
        values = super().values()
        for name, field in self.rows.items():
            said, typed = self.said.get(name), values[name]
            # A time that the form shows to the minute stays as it was said, with seconds and offset.
            if field.kind is Kind.MOMENT and said and typed:
                is_same = settled(said).replace(second=0, microsecond=0) == settled(typed)
                values[name] = said if is_same else typed
        for name, file in self.sent_files.items():
            if values.get(name) is None and self.cleaned_data.get(f"keep_{name}"):
                values[name] = file.pk
        return values

    def moves_dates(self, values: Mapping[str, Any]) -> bool:
        """Whether another date or time is said that the case is judged by, or that it was sent then."""
        dated = [row.name for row in self.type.fields if row.fact and row.kind in (Kind.DATE, Kind.MOMENT)]
        return any(
            (values.get(name) or None) != (self.said.get(name) or None)
            for name in (*dated, afterwards.AT)
            if name in values
        )

    def shown(self, *names: str) -> Iterator[Shown]:
        for shown in super().shown(*names):
            keep = f"keep_{shown.bound.name}"
            if keep in self.fields:
                yield replace(shown, bound=self[keep], suggested=False)
            yield shown


def _said_outside(versions: Sequence[SeenMessage]) -> dict[str, Any]:
    """How the message was sent outside the system, as it was last said; empty where it was not."""
    last = next((version for version in reversed(versions) if version.outside), None)
    if last is None or last.outside is None:
        return {}
    return {
        afterwards.AT: last.outside.at,
        afterwards.CHANNEL: last.outside.channel,
        afterwards.BY: last.sent_by,
        afterwards.TOLD: tuple(last.outside.told),
    }


def _suggest_value(field: Field, state: CaseState, by: Assignment, now: datetime) -> Any:
    """What is planned is no suggestion of when it happened, until then."""
    if field.suggest:
        value = field.suggest(state)
        ahead = (checks.not_future, checks.not_in_the_future)
        is_ahead = value and any(check(value, {}, state, now) for check in field.checks if check in ahead)
        return None if is_ahead else value
    minute = now.replace(second=0, microsecond=0)
    own = {"name": by.user.name, "phone": by.unit.phone, "colleague": by.user_id, "now": minute}
    return own.get(field.own)


@dataclass(frozen=True, slots=True)
class RowForm:
    """A form as the row has it: what it does, its fields, and its buttons as (field, value, words)."""

    type: MessageType
    form: MessageForm
    verb: str
    buttons: list[tuple[str, str, str]]

    @property
    def fields(self) -> Iterator[Shown]:
        """All but what the buttons answer; what only some answers ask for is in view, and says so."""
        answer = self.type.answer
        for shown in self.form.shown():
            if answer is None or shown.bound.name != answer.name:
                yield replace(shown, asked_by="", answers="")


def row_form(
    message_type: MessageType,
    state: CaseState,
    *,
    by: Assignment,
    case: Case,
    key: str,
    now: datetime,
    data: Mapping[str, Any] | None = None,
    kept: Mapping[str, Any] | None = None,
) -> RowForm:
    """`key` tells the row from the page's others; `kept` is what a draft says."""
    form = MessageForm(message_type, state, by=by, case_id=case.pk, now=now, data=data, kept=kept)
    form.veil(case.place)
    form.auto_id = f"{key}-{form.auto_id}"
    for name, row in form.rows.items():
        if row.required_when and row.asked_if:
            form.fields[name].help_text = f"{row.asked_if}."
    answer, verb = message_type.answer, message_type.verb_in(state)
    buttons = [("", "", message_type.sends_in(state))]
    if answer:
        buttons = [(answer.name, value, words) for value, words in answer.choices]
    return RowForm(message_type, form, verb, buttons)
