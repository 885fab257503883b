"""The work list's filters: those that tell the unit's cases apart."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from discharge import queries
from discharge.process import TRACKS
from discharge.queries import Filters, NamedList, Ordered
from municipalities.door.forms import Form
from municipalities.models import Assignment
from municipalities.units.parties import CareType, Party

#: Which filters a party has use for; a ward has one kind of care, a municipal office one area. By group the
#: municipal side alone (PDL 2:8).
FILTERS_OF = {
    Party.INPATIENT: ("area", "track"),
    Party.OUTPATIENT: ("care_type", "area", "track"),
    Party.MUNICIPAL: ("responsible", "group", "care_type", "track"),
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
NOBODY = ("ingen", "Ingen har tagit ärendet")


class WorklistFilterForm(Form):
    """An unknown choice (a saved link whose person has gone home) chooses nothing."""

    care_type = forms.ChoiceField(label="Vårdform", required=False)
    responsible = forms.ChoiceField(label="Handläggare", required=False)
    group = forms.ChoiceField(label="Grupp", required=False)
    area = forms.ChoiceField(label="Kommun eller stadsdel", required=False)
    track = forms.ChoiceField(label="Spår", required=False)

    def __init__(self, data: QueryDict, assignment: Assignment) -> None:
        super().__init__(data, auto_id="filter_%s")
        wanted = FILTERS_OF[Party(assignment.unit.party)]
        for name in set(self.fields) - set(wanted):
            del self.fields[name]
        for name in wanted:
            if name == "area":
                choices = queries.areas(assignment.unit_id)
            elif name == "group":
                choices = queries.groups(assignment.unit, timezone.localdate())
            elif name == "responsible":
                choices = [NOBODY, *queries.responsible_people(assignment.unit_id)]
            else:
                choices = list(TRACKS) if name == "track" else CareType.choices()
            self._field(name).choices = [("", "Alla"), *choices]
            if name == "group" and not choices:
                del self.fields[name]

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def words(self) -> list[tuple[str, str]]:
        """The filters that are chosen, by label, as people read them."""
        said = self.chosen().chosen().items()
        return [(str(self[name].label), dict(self._field(name).choices)[value]) for name, value in said]

    def chosen(self) -> Filters:
        self.is_valid()
        return Filters(**self.cleaned_data)


class SortForm(Form):
    """The order of the list; an unknown choice is the list's own."""

    ordning = forms.ChoiceField(label="Sortera", required=False)

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

    def chosen(self, named: NamedList) -> Ordered:
        self.is_valid()
        return Ordered.of_choice(named, self.cleaned_data.get("ordning", ""))
