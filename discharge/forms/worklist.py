"""The work list's filters: those that tell the unit's cases apart."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from discharge import queries
from discharge.process import TRACKS, steps
from discharge.queries import Filters, NamedList, Ordered
from municipalities.door.forms import Form
from municipalities.forms.days import DayField
from municipalities.models import Assignment
from municipalities.units.parties import CareType, Party

#: Which filters a party has use for; a ward has one kind of care, a municipal office one area. By group the
#: municipal side alone (PDL 2:8).
FILTERS_OF = {
    Party.INPATIENT: ("area", "track", "step", "home_from", "home_to"),
    Party.OUTPATIENT: ("care_type", "hospital", "area", "track", "step", "home_from", "home_to"),
    Party.MUNICIPAL: (
        "responsible",
        "group",
        "care_type",
        "hospital",
        "track",
        "step",
        "home_from",
        "home_to",
    ),
}
NOBODY = (queries.NOBODY, "Ingen har tagit ärendet")
#: How many rows a page may have.
SIZES = (25, queries.PAGE_SIZE, 100, 200)
WHOSE = [(queries.MINE, "Mina ärenden"), NOBODY]
DAYS = ("home_from", "home_to")
#: What may be chosen of each.
CHOICES: dict[str, Callable[[Assignment], list[tuple[str, str]]]] = {
    "area": lambda by: queries.areas(by.unit_id),
    "group": lambda by: queries.groups(by.unit, timezone.localdate()),
    "responsible": lambda by: [*WHOSE, *queries.responsible_people(by.unit_id)],
    "hospital": lambda by: queries.hospitals(),
    "step": lambda by: [(str(step.number), f"{step.number} {step.short}") for step in steps.ROWS],
    "track": lambda by: list(TRACKS),
    "care_type": lambda by: list(CareType.choices()),
}
#: Columns that one may do without, in the order of the list.
COLUMNS = {
    "plats": "Enhet eller område",
    "inskrivning": "Inskriven",
    "utskrivning": "Beräknad utskrivning",
    "klar": "Utskrivningsklar",
    "frist": "Fristdagar",
    "vantar": "Väntar på",
    "parter": "Parter",
}
#: What lists are sorted by, in words; a ward sees where its persons come from, the others where they are.
SORTED_BY = {
    "namn": "Namn",
    "plats": "Enhet",
    "inskrivning": "Inskrivning",
    "utskrivning": "Beräknad utskrivning",
    "steg": "Steg",
    "frist": "Tidsgräns",
    "klar": "Utskrivningsklar",
}


class WorklistFilterForm(Form):
    """An unknown choice (a saved link whose person has gone home) chooses nothing."""

    care_type = forms.ChoiceField(label="Vårdform", required=False)
    responsible = forms.ChoiceField(label="Handläggare", required=False)
    group = forms.ChoiceField(label="Grupp", required=False)
    area = forms.ChoiceField(label="Kommun eller stadsdel", required=False)
    hospital = forms.ChoiceField(label="Sjukhus", required=False)
    track = forms.ChoiceField(label="Spår", required=False)
    step = forms.ChoiceField(label="Steg", required=False)
    home_from = DayField(label="Beräknad utskrivning från", required=False)
    home_to = DayField(label="Beräknad utskrivning till", required=False)

    def __init__(self, data: QueryDict, assignment: Assignment) -> None:
        super().__init__(data, auto_id="filter_%s")
        wanted = FILTERS_OF[Party(assignment.unit.party)]
        for name in set(self.fields) - set(wanted):
            del self.fields[name]
        for name in wanted:
            if name in DAYS:
                continue
            choices = CHOICES[name](assignment)
            self._field(name).choices = [("", "Alla"), *choices]
            if name == "group" and not choices:
                del self.fields[name]
        self.order_fields(wanted)

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def words(self, *, without: Collection[str] = ()) -> list[tuple[str, str]]:
        """The filters that are chosen, by label, as people read them."""
        return [said for name, said in self.words_by_name().items() if name not in without]

    def words_by_name(self) -> dict[str, tuple[str, str]]:
        """The same, with each label and value by the filter's name."""
        return {
            name: (
                str(self[name].label),
                value if name in DAYS else dict(self._field(name).choices)[value],
            )
            for name, value in self.chosen().chosen().items()
        }

    def choosing_nothing(self) -> list[str]:
        """The labels of filters that the address has, and that the reader's unit has not, or not so."""
        self.is_valid()
        return [
            str(field.label)
            for name, field in self.base_fields.items()
            if self.data.get(name) and (name not in self.fields or name in self.errors)
        ]

    def chosen(self) -> Filters:
        self.is_valid()
        values = {name: value for name, value in self.cleaned_data.items() if value}
        return Filters(**{name: str(value) for name, value in values.items()})


class SortForm(Form):
    """The order of the list, and how many rows a page has; an unknown choice is the list's own."""

    ordning = forms.ChoiceField(label="Sortera", required=False)
    rader = forms.ChoiceField(
        label="Rader på sidan",
        required=False,
        # What no address says is the usual number.
        choices=[("" if size == queries.PAGE_SIZE else str(size), str(size)) for size in SIZES],
    )
    dolj = forms.MultipleChoiceField(
        label="Dölj kolumner",
        required=False,
        choices=list(COLUMNS.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: QueryDict, assignment: Assignment, named: NamedList) -> None:
        super().__init__(data, auto_id="filter_%s")
        own = "Senast inskrivna först" if named.is_of_closed else "Mest angeläget först"
        labels = SORTED_BY
        if assignment.unit.party == Party.INPATIENT:
            labels = SORTED_BY | {"plats": "Kommun eller stadsdel"}
        sorts = [name for name, sort in queries.SORTS.items() if Ordered.is_sorted_by(named, sort)]
        upwards = [(name, labels[name]) for name in sorts]
        downwards = [(f"-{name}", f"{labels[name]}, omvänt") for name in sorts]
        field: Any = self.fields["ordning"]
        field.choices = [("", own), *(pair for both in zip(upwards, downwards, strict=True) for pair in both)]

    def hidden(self) -> tuple[str, ...]:
        """An unknown column hides nothing, and takes none of the others with it."""
        chosen: Any = self["dolj"].value()
        return tuple(name for name in COLUMNS if name in chosen)

    def chosen(self, named: NamedList) -> Ordered:
        self.is_valid()
        return Ordered.of_choice(named, self.cleaned_data.get("ordning", ""))

    def size(self) -> int:
        self.is_valid()
        return int(self.cleaned_data.get("rader") or queries.PAGE_SIZE)
