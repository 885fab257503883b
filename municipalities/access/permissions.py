"""Who administers which units: permissions on organisations and units (guardian), beside the role."""

from __future__ import annotations

from datetime import date
from functools import cache
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db.models import Q

from municipalities.access.roles import PERMISSIONS_OF
from municipalities.models import (
    Assignment,
    Organisation,
    OrganisationUserPermission,
    Role,
    Unit,
    UnitUserPermission,
    User,
)
from municipalities.models.validity import DatedQuerySet
from municipalities.refusal import Refused
from municipalities.statements import Given, Statement

ORGANISATION, UNIT = "administer_units", "administer_unit"


def permit(user: User, unit: Unit, role: str) -> None:
    """Give the user what the role's pages ask for, on the unit's organisation."""
    asked_for = PERMISSIONS_OF.get(Role(role), ())
    for permission in Permission.objects.filter(
        content_type__app_label="municipalities", codename__in=asked_for
    ):
        OrganisationUserPermission.objects.get_or_create(
            user=user, permission=permission, content_object=unit.organisation
        )


def is_permitted(user: User, permission: str, organisation: Organisation) -> bool:
    """Whether the user has the permission ("municipalities.view_figures") on the organisation.

    Every page of figures, money and logs asks: guardian's own way takes two statements, for groups too, which
    the site has none of and the database does not know (`app_administers`).
    """
    app, _, codename = permission.partition(".")
    given = {"user": user.pk, "organisation": organisation.pk, "app": app, "codename": codename}
    return user.is_active and bool(permission_statement().ask_rows(given))


@cache
def permission_statement() -> Statement:
    of_user = OrganisationUserPermission.objects.filter(
        user=Given("user"),
        content_object=Given("organisation"),
        permission__codename=Given("codename"),
        permission__content_type__app_label=Given("app"),
    )
    return Statement.of(of_user.values_list("pk")[:1])


def administers_organisation(by: Assignment, unit: Unit) -> bool:
    return OrganisationUserPermission.objects.filter(
        user_id=by.user_id, permission__codename=ORGANISATION, content_object=unit.organisation_id
    ).exists()


def administered_organisations(by: Assignment) -> set[UUID]:
    """Those whose units the assignment administers all of."""
    found = OrganisationUserPermission.objects.filter(user_id=by.user_id, permission__codename=ORGANISATION)
    return set(found.values_list("content_object_id", flat=True))


def administered(by: Assignment) -> DatedQuerySet[Unit]:
    """The units whose people and page the assignment administers; none without the role."""
    if by.role != Role.LOCAL_ADMINISTRATOR:
        return Unit.objects.none()
    organisations = OrganisationUserPermission.objects.filter(
        user_id=by.user_id, permission__codename=ORGANISATION
    )
    units = UnitUserPermission.objects.filter(user_id=by.user_id, permission__codename=UNIT)
    return Unit.objects.filter(
        Q(organisation__in=organisations.values("content_object")) | Q(pk__in=units.values("content_object"))
    )


def administers(by: Assignment | None, unit_id: UUID) -> bool:
    return by is not None and administered(by).filter(pk=unit_id).exists()


def require_whole_administrator(by: Assignment, user: User, today: date) -> list[Assignment]:
    """What `user` works as, all of it at units that `by` administers. Raises Refused."""
    if user.pk == by.user_id:
        raise Refused("Det gäller dig själv. Be en annan lokal administratör.")
    lasting = list(Assignment.objects.lasting(today).filter(user=user).select_related("unit"))
    if not lasting:
        raise Refused("Personen har inget uppdrag. Ge ett uppdrag först.")
    own = set(administered(by).values_list("pk", flat=True))
    if any(one.unit_id not in own for one in lasting):
        raise Refused("Personen har uppdrag på enheter som du inte administrerar. Be systemförvaltningen.")
    return lasting


def may_type_contact(by: Assignment | None, unit: Unit) -> bool:
    """Its local administrator; of a unit that is not connected, and has none, the system administrator."""
    if by is None:
        return False
    is_systems = by.role == Role.SYSTEM_ADMINISTRATOR and unit.connected_from is None
    return is_systems or administers(by, unit.pk)


def require_administrator(by: Assignment, unit_id: UUID) -> None:
    """Raises Refused."""
    if not administers(by, unit_id):
        raise Refused("Du administrerar inte den enheten. Be enhetens lokala administratör.")
