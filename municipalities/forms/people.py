"""Inviting a user, giving a further assignment, and saying when one ends."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from municipalities.access.roles import GIVEN_BY_COMMAND, offered_roles
from municipalities.door.forms import CompactField, EmailField
from municipalities.forms.fields import CHOOSE, MISSING, SettingsForm, choose_among, day, name
from municipalities.forms.units import choice_of_rows
from municipalities.models import Role, Unit
from municipalities.units import hsa_ids


class PersonForm(SettingsForm):
    """Who somebody is, beside the HSA-id."""

    half = frozenset({"given_name", "family_name"})

    given_name = name("Förnamn", 150)
    family_name = name("Efternamn", 150)
    email = EmailField(
        label="E-post i tjänsten",
        error_messages={
            "required": MISSING,
            "invalid": "Skriv en e-postadress: namn@kommun.se.",
        },
    )


class AssignmentForm(SettingsForm):
    """Which role at which unit, from when to when."""

    half = frozenset({"valid_from", "valid_to"})

    unit = choice_of_rows("Enhet", Unit.objects.none())
    role = forms.ChoiceField(
        label="Roll",
        choices=[("", "Välj"), *((role.value, role.label) for role in Role if role not in GIVEN_BY_COMMAND)],
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    valid_from = day("Första dagen")
    valid_to = day("Sista dagen", "Lämna tomt om uppdraget gäller tills vidare.", required=False)

    def __init__(
        self,
        units: QuerySet[Unit],
        *args: Any,
        address: str,
        of_organisations: Collection[UUID],
        **kwargs: Any,
    ) -> None:
        """`address`: the form's own, where the roles of another unit are asked for when one is chosen."""
        super().__init__(*args, **kwargs)
        choose_among(self.fields["unit"], units)
        self.fields["unit"].widget.attrs |= {
            "hx-get": address,
            "hx-trigger": "change",
            "hx-select": "#id_role",
            "hx-target": "#id_role",
            "hx-swap": "outerHTML",
        }
        chosen = str(self["unit"].value() or "")
        of_unit = [unit for unit in units if str(unit.pk) == chosen]
        roles = offered_roles(of_unit or units, of_organisations=of_organisations)
        # The action says why a role can't be had at the unit, so what is sent is compared with all roles.
        self.fields["role"].widget.choices = [("", "Välj"), *((role.value, role.label) for role in roles)]


class InviteForm(AssignmentForm, PersonForm):
    field_order = ("hsa_id", "given_name", "family_name", "email")
    half = AssignmentForm.half | PersonForm.half

    hsa_id = CompactField(
        hsa_ids.WHOLE,
        label="Personens HSA-id",
        max_length=31,
        error_messages={
            "required": MISSING,
            "invalid": "Skriv SE, tio siffror, bindestreck och bokstäver eller siffror.",
        },
    )

    def __init__(self, units: QuerySet[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(units, *args, **kwargs)
        numbers = (unit.organisation.organisation_number.replace("-", "") for unit in units)
        example = next(filter(None, numbers), "2321000016")
        self.fields["hsa_id"].help_text = f"Det står på tjänstekortet, till exempel SE{example}-AB12."


class EndForm(SettingsForm):
    last_day = day("Sista dagen")


class ReviewForm(SettingsForm):
    """The assignments that are still needed, of those that were shown."""

    assignments = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": "Listan har ändrats. Läs den igen."}
    )

    def __init__(self, shown: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignments"].choices = [(pk, pk) for pk in shown]  # type: ignore[attr-defined]  # it has
