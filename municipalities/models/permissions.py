"""Object permissions on organisations, in tables with a direct foreign key (django-guardian finds them)."""

from __future__ import annotations

from django.db import models
from guardian.models import UserObjectPermissionBase

from municipalities.models.organisations import Organisation
from municipalities.models.units import Unit


class OrganisationUserPermission(UserObjectPermissionBase):
    """A user may do something with an organisation's liability or figures. Never says who sees a case."""

    content_object = models.ForeignKey(Organisation, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        db_table = "municipalities_organisation_permission"


class UnitUserPermission(UserObjectPermissionBase):
    """A user may administer one unit's people and its page in the directory."""

    content_object = models.ForeignKey(Unit, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        db_table = "municipalities_unit_permission"
