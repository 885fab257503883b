from municipalities.models.access_log import AccessLog
from municipalities.models.cache import CacheEntry
from municipalities.models.catalogue_import import CatalogueImport
from municipalities.models.history import RowChange
from municipalities.models.jobs import JobMark
from municipalities.models.log_reviews import LogReview, LogSelection, SelectedReading
from municipalities.models.organisations import (
    DirectoryVersion,
    District,
    Municipality,
    Organisation,
    PostalArea,
)
from municipalities.models.permissions import OrganisationUserPermission, UnitUserPermission
from municipalities.models.reviews import RightsReview
from municipalities.models.sessions import LoginEvent, UserSession
from municipalities.models.units import ALWAYS, ServedArea, ServedGroup, Unit
from municipalities.models.users import Assignment, Role, User

__all__ = [
    "ALWAYS",
    "AccessLog",
    "Assignment",
    "CacheEntry",
    "CatalogueImport",
    "DirectoryVersion",
    "District",
    "JobMark",
    "LogReview",
    "LogSelection",
    "LoginEvent",
    "Municipality",
    "Organisation",
    "OrganisationUserPermission",
    "PostalArea",
    "RightsReview",
    "Role",
    "RowChange",
    "SelectedReading",
    "ServedArea",
    "ServedGroup",
    "Unit",
    "UnitUserPermission",
    "User",
    "UserSession",
]
