"""Named questions about what was changed of a unit or a person, by whom, and before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.contrib.auth.models import Permission
from django.db.models import Model, Q

from municipalities.access.permissions import administered
from municipalities.models import (
    Assignment,
    District,
    LoginEvent,
    Municipality,
    Organisation,
    OrganisationUserPermission,
    RowChange,
    ServedArea,
    ServedGroup,
    Unit,
    UnitUserPermission,
    User,
)

#: What a column of a changed row points at.
_POINTS_AT: dict[str, type[Model]] = {
    "unit_id": Unit,
    "stand_in_id": Unit,
    "organisation_id": Organisation,
    "municipality_id": Municipality,
    "district_id": District,
    "permission_id": Permission,
}


class History(NamedTuple):
    """Changes, newest first, each with who did it; `names` of what their columns point at, by id."""

    noted: list[tuple[RowChange, Assignment | None]]
    names: Mapping[str, str]


def of_unit(unit: Unit) -> History:
    """The unit's row, and the areas and the groups that it has served."""
    areas = ServedArea.objects.filter(unit=unit).values_list("pk", flat=True)
    groups = ServedGroup.objects.filter(unit=unit).values_list("pk", flat=True)
    return _read_history({Unit: [unit.pk], ServedArea: areas, ServedGroup: groups})


def of_person(user: User, by: Assignment) -> History:
    """The user's row, and the assignments and permissions at what `by` administers: others' are not ours."""
    units = administered(by)
    own = user.assignments.filter(unit__in=units).values_list("pk", flat=True)
    wide = OrganisationUserPermission.objects.filter(user=user, content_object__units__in=units)
    narrow = UnitUserPermission.objects.filter(user=user, content_object__in=units)
    return _read_history(
        {
            User: [user.pk],
            Assignment: own,
            OrganisationUserPermission: wide.values_list("pk", flat=True),
            UnitUserPermission: narrow.values_list("pk", flat=True),
        }
    )


def invitations_of(user: User) -> list[tuple[LoginEvent, User | None]]:
    """Every invitation to a local account, newest first, each with who gave it (None: a command)."""
    events = list(LoginEvent.objects.filter(user_id=user.pk, kind=LoginEvent.Kind.INVITED).order_by("-at"))
    by = User.objects.in_bulk({found for event in events if (found := event.inviter)})
    return [(event, by.get(event.inviter or 0)) for event in events]


def _read_history(rows: Mapping[type[Model], Iterable[Any]]) -> History:
    asked = Q(pk=None)
    for model, keys in rows.items():
        asked |= Q(table=model._meta.db_table, row__in=[str(key) for key in keys])  # noqa: SLF001 - documented
    changes = list(RowChange.objects.filter(asked).order_by("-pk"))
    by = Assignment.objects.select_related("user", "unit").in_bulk(
        {change.assignment_id for change in changes if change.assignment_id}
    )
    noted = [(change, by.get(change.assignment_id) if change.assignment_id else None) for change in changes]
    # The names: one question a kind of thing, whatever there is to name.
    values = [side for change in changes for side in (change.before, change.after)]
    wanted: dict[type[Model], set[str]] = {model: set() for model in _POINTS_AT.values()}
    for column, model in _POINTS_AT.items():
        wanted[model] |= {str(side[column]) for side in values if side.get(column)}
    names = {
        str(row.pk): getattr(row, "full_name", None) or row.name  # type: ignore[attr-defined]  # each has one
        for model, keys in wanted.items()
        for row in model._default_manager.filter(pk__in=keys)  # noqa: SLF001 - Django documents it
    }
    return History(noted, names)
