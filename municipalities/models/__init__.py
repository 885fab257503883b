from municipalities.models.access_log import AccessLog
from municipalities.models.history import RowChange
from municipalities.models.log_reviews import LogReview, LogSelection, SelectedReading
from municipalities.models.organisations import District, Municipality, Organisation, PostalArea
from municipalities.models.permissions import OrganisationUserPermission
from municipalities.models.sessions import LoginEvent, UserSession
from municipalities.models.units import Unit
from municipalities.models.users import Assignment, Role, User

__all__ = [
    "AccessLog",
    "Assignment",
    "District",
    "LogReview",
    "LogSelection",
    "LoginEvent",
    "Municipality",
    "Organisation",
    "OrganisationUserPermission",
    "PostalArea",
    "Role",
    "RowChange",
    "SelectedReading",
    "Unit",
    "User",
    "UserSession",
]
