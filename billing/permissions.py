"""What a user may do with the region's agreements and months: permissions on the organisation (guardian)."""

from __future__ import annotations

from enum import StrEnum

from discharge.process import Refused
from municipalities.access.permissions import is_permitted
from municipalities.models import Assignment, Organisation, Role


class Permission(StrEnum):
    VIEW_LIABILITY = "municipalities.view_liability"
    CHANGE_TERMS = "municipalities.change_terms"
    CLOSE_MONTHS = "municipalities.close_months"
    VIEW_FIGURES = "municipalities.view_figures"


REFUSALS = {
    Permission.CHANGE_TERMS: "Du har inte rätt att ändra villkor och dygnsbelopp.",
    Permission.CLOSE_MONTHS: "Du har inte rätt att stänga och öppna månader.",
}


def may(assignment: Assignment, permission: Permission) -> bool:
    """Both are asked for: the role and the permission on the unit's organisation."""
    is_invoicer = assignment.role == Role.INVOICER
    return is_invoicer and is_permitted(assignment.user, permission, assignment.unit.organisation)


def require(assignment: Assignment, permission: Permission) -> None:
    """Raises Refused."""
    if not may(assignment, permission):
        raise Refused(REFUSALS[permission])


#: Who may ask what other terms would have come to, and what each must be allowed to see for that.
WHAT_IF = {Role.INVOICER: Permission.VIEW_LIABILITY, Role.STATISTICS: Permission.VIEW_FIGURES}


def may_ask_what_if(assignment: Assignment) -> bool:
    permission = WHAT_IF.get(Role(assignment.role))
    organisation = assignment.unit.organisation
    return (
        permission is not None
        and sees_the_county(assignment)
        and is_permitted(assignment.user, permission, organisation)
    )


def sees_the_county(assignment: Assignment) -> bool:
    """Not who works with one municipality's figures: a what-if answers for all (as its policies say)."""
    return assignment.unit.organisation.kind != Organisation.Kind.MUNICIPALITY


def require_what_if(assignment: Assignment) -> None:
    """Raises Refused."""
    if not may_ask_what_if(assignment):
        raise Refused("Du har inte rätt att räkna på andra villkor. Be hälso- och sjukvårdsförvaltningen.")
