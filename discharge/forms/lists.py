"""What is chosen above the meetings and the searches for a place: an unknown choice chooses nothing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.http import QueryDict

from discharge.forms.worklist import NOBODY
from discharge.queries import CALENDAR_WHAT, MINE, CalendarFilters, SearchFilters
from municipalities.door.forms import Form
from municipalities.models import User


class CalendarForm(Form):
    """What is asked for before the days are read; who may be chosen is known after (`offer`)."""

    what = forms.ChoiceField(label="Visa", required=False, choices=[("", "Allt"), *CALENDAR_WHAT])
    responsible = forms.CharField(label="Handläggare", required=False, widget=forms.Select)

    def __init__(self, data: QueryDict, reader: User) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.reader = reader

    def chosen(self) -> CalendarFilters:
        self.is_valid()
        whose = self.cleaned_data.get("responsible", "")
        if whose == MINE:
            whose = str(self.reader.pk)
        is_known = whose == NOBODY[0] or (whose.isascii() and whose.isdigit())
        return CalendarFilters(self.cleaned_data.get("what", ""), whose if is_known else "")

    def offer(self, people: list[User]) -> None:
        """Those who have a case in the days, the reader first; nothing where nobody has any."""
        others = [(str(user.pk), user.name) for user in people if user.pk != self.reader.pk]
        if not people and not self.chosen().responsible:
            del self.fields["responsible"]
            return
        widget: Any = self.fields["responsible"].widget
        widget.choices = [("", "Alla"), (str(self.reader.pk), "Mina"), NOBODY, *others]

    def words(self) -> list[tuple[str, str]]:
        """What is chosen, by label, as people read it."""
        said = []
        for name, value in self.chosen().chosen().items():
            field: Any = self.fields[name]
            word = dict(field.widget.choices).get(value, "en annan handläggare")
            said.append((str(field.label), word))
        return said


class PlacementForm(Form):
    """The filters above the table of searches; who asks is known when they have been read (`offer`)."""

    need = forms.ChoiceField(label="Behov", required=False)
    answer = forms.ChoiceField(label="Senaste svar", required=False)
    unit = forms.CharField(label="Begärt av", required=False, widget=forms.Select)
    ordning = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict,
        needs: list[tuple[str, str]],
        answers: list[tuple[str, str]],
        sorts: Collection[str],
        own_order: str,
    ) -> None:
        super().__init__(data, auto_id="filter_%s")
        for name, choices in (("need", needs), ("answer", answers)):
            field: Any = self.fields[name]
            field.choices = [("", "Alla"), *choices]
        self.sorts, self.own_order = sorts, own_order

    def chosen(self) -> SearchFilters:
        self.is_valid()
        return SearchFilters(**{name: self.cleaned_data.get(name, "") for name in ("need", "answer", "unit")})

    def order(self) -> str:
        self.is_valid()
        choice = self.cleaned_data.get("ordning", "")
        return choice if choice.removeprefix("-") in self.sorts else self.own_order

    def offer(self, units: list[tuple[str, str]]) -> None:
        widget: Any = self.fields["unit"].widget
        widget.choices = [("", "Alla"), *units]

    def words(self) -> list[tuple[str, str]]:
        """What is chosen, by label, as people read it."""
        said = []
        for name, value in self.chosen().chosen().items():
            field: Any = self.fields[name]
            said.append((str(field.label), dict(field.widget.choices).get(value, "en annan enhet")))
        return said
