"""Which roles fit which units, and which of them a local administrator gives. Plain tables.

The database keeps the same table in a trigger (`role_fits_unit`): a role opens rows by itself, so one that
does not fit its unit would show somebody what is not theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from municipalities.models import Organisation, Role, Unit
from municipalities.units.parties import Party

#: Those who take part in the care of persons.
CARE_ROLES = (Role.INPATIENT, Role.OUTPATIENT, Role.CASE_OFFICER, Role.MUNICIPAL_HEALTH_CARE)
#: Those who begin cases, and say who their person is.
REGISTERING_ROLES = (Role.INPATIENT, Role.OUTPATIENT, Role.CASE_OFFICER)
#: Those who search for a place to live for the hard to place.
PLACEMENT_ROLES = (Role.CASE_OFFICER, Role.PLACEMENT_COORDINATOR)
#: Those who may open a case that their unit takes part in; `gives_care` says the same in the database.
CASE_ROLES = (*CARE_ROLES, Role.PLACEMENT_COORDINATOR)

_BY_PARTY: dict[str, tuple[Role, ...]] = {
    Party.INPATIENT: (Role.INPATIENT,),
    Party.OUTPATIENT: (Role.OUTPATIENT,),
    Party.MUNICIPAL: (Role.CASE_OFFICER, Role.MUNICIPAL_HEALTH_CARE, Role.PLACEMENT_COORDINATOR),
    Party.PLACEMENT: (Role.PLACEMENT_COORDINATOR,),
}
#: Of an office of the administration, by whose it is: wards and offices that give care have none of them.
_OF_ADMINISTRATION: dict[str, tuple[Role, ...]] = {
    Organisation.Kind.REGION: (Role.INVOICER, Role.STATISTICS, Role.SYSTEM_ADMINISTRATOR),
    Organisation.Kind.MUNICIPALITY: (Role.MUNICIPAL_ECONOMIST, Role.STATISTICS),
    Organisation.Kind.ASSOCIATION: (Role.STATISTICS,),
}
_EVERYWHERE = (Role.LOG_REVIEWER, Role.RECORD_KEEPER, Role.LOCAL_ADMINISTRATOR)
#: They see or do more than their own organisation's: given by who runs the system, never on a page.
GIVEN_BY_COMMAND = frozenset(
    {Role.INVOICER, Role.RECORD_KEEPER, Role.LOCAL_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR}
)


#: What a role's pages ask for beside the role: permissions on the unit's organisation.
PERMISSIONS_OF: dict[Role, tuple[str, ...]] = {
    Role.INVOICER: ("view_liability", "change_terms", "close_months"),
    Role.MUNICIPAL_ECONOMIST: ("view_liability",),
    Role.STATISTICS: ("view_figures",),
    Role.LOG_REVIEWER: ("review_access_log",),
    Role.RECORD_KEEPER: ("destroy_content",),
}


def fitting_roles(unit: Unit) -> tuple[Role, ...]:
    """The roles that a user can have at the unit; one that is not connected has no users."""
    if unit.connected_from is None:
        return ()
    if unit.party == Party.ADMINISTRATION:
        return (*_OF_ADMINISTRATION.get(unit.organisation.kind, ()), *_EVERYWHERE)
    return (*_BY_PARTY.get(unit.party, ()), *_EVERYWHERE)


def offered_roles(units: Iterable[Unit], *, of_organisations: Collection[UUID]) -> list[Role]:
    """What a local administrator can give at any of the units, in the roles' order.

    A role that opens a whole organisation's pages is given by who administers the organisation.
    """
    found = {
        role
        for unit in units
        for role in given_by_local_administrators(unit)
        if role not in PERMISSIONS_OF or unit.organisation_id in of_organisations
    }
    return [role for role in Role if role in found]


def given_by_local_administrators(unit: Unit) -> tuple[Role, ...]:
    return tuple(role for role in fitting_roles(unit) if role not in GIVEN_BY_COMMAND)
