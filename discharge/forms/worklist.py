"""The work list's filters: those that tell the unit's cases apart."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from discharge import queries
from discharge.process import TRACKS
from discharge.queries import Filters
from municipalities.door.forms import Form
from municipalities.models import Assignment
from municipalities.units.parties import CareType, Party

#: Which filters a party has use for; a ward has one kind of care, a municipal office one area.
FILTERS_OF = {
    Party.INPATIENT: ("area", "track"),
    Party.OUTPATIENT: ("care_type", "area", "track"),
    Party.MUNICIPAL: ("responsible", "care_type", "track"),
}
NOBODY = ("ingen", "Ingen har tagit ärendet")


class WorklistFilterForm(Form):
    """An unknown choice (a saved link whose person has gone home) chooses nothing."""

    care_type = forms.ChoiceField(label="Vårdform", required=False)
    responsible = forms.ChoiceField(label="Handläggare", required=False)
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
            elif name == "responsible":
                choices = [NOBODY, *queries.responsible_people(assignment.unit_id)]
            else:
                choices = list(TRACKS) if name == "track" else CareType.choices()
            self._field(name).choices = [("", "Alla"), *choices]

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def words(self) -> list[tuple[str, str]]:
        """The filters that are chosen, by label, as people read them."""
        said = self.chosen().chosen().items()
        return [(str(self[name].label), dict(self._field(name).choices)[value]) for name, value in said]

    def chosen(self) -> Filters:
        self.is_valid()
        return Filters(**self.cleaned_data)
