from municipalities.models.access_log import AccessLog
from municipalities.models.history import RowChange
from municipalities.models.organisations import District, Municipality, Organisation, PostalArea
from municipalities.models.permissions import OrganisationUserPermission
from municipalities.models.units import Unit
from municipalities.models.users import Assignment, Role, User

__all__ = [
    "AccessLog",
    "Assignment",
    "District",
    "Municipality",
    "Organisation",
    "OrganisationUserPermission",
    "PostalArea",
    "Role",
    "RowChange",
    "Unit",
    "User",
]
