"""Who may do what with the directory, users, the access log, and other packages' tables."""

from municipalities.database.engine.roles import APP, OWNER, WORKER
from municipalities.database.engine.rows import (
    NOTED,
    ONLY_ADDED,
    READ,
    Policy,
    Trigger,
    protected,
    public,
)

_OWN_LOG = "organisation_id = (SELECT app_reviewed_organisation())"
_REVIEW = Policy("review", "SELECT", APP, using=_OWN_LOG)

#: Who reads which rows of the log is asked by the organisation; the log's partitions nobody reaches.
LOG = (
    protected(
        "municipalities_access_log",
        app="SELECT, INSERT",
        worker="INSERT",
        owner=Policy("owner", "SELECT", OWNER, using="true"),
        policies=[
            Policy("app_add", "INSERT", APP, check="app_acts_as(assignment_id, user_id, unit_id)"),
            Policy("worker_add", "INSERT", WORKER, check="true"),
            Policy(
                "review",
                "SELECT",
                APP,
                using="unit_id IN (SELECT id FROM municipalities_unit"
                " WHERE organisation_id = (SELECT app_reviewed_organisation()))",
            ),
        ],
        triggers=ONLY_ADDED,
    ),
    protected(
        "municipalities_log_review",
        app="SELECT, INSERT",
        owner=None,
        policies=[
            _REVIEW,
            Policy("add", "INSERT", APP, check=f"{_OWN_LOG} AND reviewed_by_id = app_assignment()"),
        ],
        triggers=ONLY_ADDED,
    ),
    protected(
        "municipalities_log_selected",
        app="SELECT, INSERT",
        owner=None,
        policies=[_REVIEW, Policy("add", "INSERT", APP, check=_OWN_LOG)],
        triggers=ONLY_ADDED,
    ),
    protected(
        "municipalities_log_selection",
        app="SELECT, INSERT",
        owner=None,
        policies=[
            _REVIEW,
            Policy("add", "INSERT", APP, check=f"{_OWN_LOG} AND drawn_by_id = app_assignment()"),
        ],
        triggers=ONLY_ADDED,
    ),
)


def _guard_by(function: str, when: str = "BEFORE INSERT OR UPDATE") -> Trigger:
    """A trigger that asks who may write what; what the administrator or the owner writes passes."""
    return Trigger("guarded", when, function)


#: Every process keeps a copy of the directory, and reads it anew when it has another version.
_NEW_VERSION = Trigger(
    "new_version",
    "AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE",
    "new_directory_version",
    for_each="STATEMENT",
)

#: Organisations, units, users and what is given to them: read by all, written by who administers them.
DIRECTORY = (
    # An assignment is ended, never changed.
    public(
        "municipalities_assignment",
        app="SELECT, INSERT, UPDATE (valid_to)",
        worker=READ,
        triggers=[_guard_by("guard_assignment"), *NOTED],
    ),
    public("municipalities_directory_version", app=READ, worker=READ),
    public("municipalities_district", app=READ, worker=READ, triggers=[_NEW_VERSION, *NOTED]),
    public("municipalities_municipality", app=READ, worker=READ, triggers=[_NEW_VERSION]),
    public("municipalities_organisation", app=READ, worker=READ, triggers=[_NEW_VERSION, *NOTED]),
    public(
        "municipalities_organisation_permission",
        app="SELECT, INSERT",
        triggers=[_guard_by("guard_organisation_permission"), *NOTED],
    ),
    public("municipalities_postalarea", app=READ),
    public(
        "municipalities_rights_review",
        app="SELECT, INSERT",
        triggers=[_guard_by("guard_rights_review", "BEFORE INSERT"), *ONLY_ADDED],
    ),
    public(
        "municipalities_servedarea",
        app="SELECT, INSERT, UPDATE (valid_to)",
        worker=READ,
        triggers=[_guard_by("guard_served_area"), *NOTED],
    ),
    public(
        "municipalities_servedgroup",
        app="SELECT, INSERT, UPDATE (valid_to)",
        worker=READ,
        triggers=[_guard_by("guard_served_group"), *NOTED],
    ),
    public(
        "municipalities_unit",
        app="SELECT, INSERT, UPDATE",
        worker="SELECT, INSERT, UPDATE",
        triggers=[_guard_by("guard_unit"), _NEW_VERSION, *NOTED],
    ),
    public("municipalities_unit_permission", app=READ, triggers=NOTED),
    public(
        "municipalities_user",
        app="SELECT, INSERT, UPDATE (password, first_name, last_name, email)",
        worker=READ,
        triggers=[
            _guard_by("guard_user", "BEFORE INSERT"),
            Trigger("guarded_name", "BEFORE UPDATE OF first_name, last_name, email", "guard_user_name"),
            *NOTED,
        ],
    ),
    public("municipalities_user_groups", app=READ),
    public("municipalities_user_user_permissions", app=READ),
)

#: What the site keeps about itself.
SITE = (
    # Counts that end by themselves; the worker says in it that it is there, and clears what has ended.
    public(
        "municipalities_cache", app="SELECT, INSERT, UPDATE, DELETE", worker="SELECT, INSERT, UPDATE, DELETE"
    ),
    public(
        "municipalities_catalogue_import",
        app="SELECT, INSERT, UPDATE",
        worker="SELECT, INSERT, UPDATE",
        triggers=[_guard_by("guard_catalogue_import")],
    ),
    public("municipalities_job_mark", worker="SELECT, INSERT, UPDATE"),
    public("municipalities_login_event", app="SELECT, INSERT", triggers=ONLY_ADDED),
    # Written by the trigger `noted` alone, which acts as the owner.
    public("municipalities_row_change", app=READ, triggers=ONLY_ADDED),
    # The worker clears what has ended, and sees no more of it than when it ended.
    public(
        "municipalities_session",
        app="SELECT, INSERT, UPDATE, DELETE",
        worker="SELECT (session_key, expire_date), DELETE",
    ),
)

#: Tables of Django and of other packages.
OTHERS = (
    # allauth's tables for signing up, confirming addresses and linking outside accounts stay empty.
    public("account_emailaddress", app=READ),
    public("account_emailconfirmation"),
    public("auth_group", app=READ),
    public("auth_group_permissions", app=READ),
    public("auth_permission", app=READ),
    public("django_content_type", app=READ, worker=READ),
    public("django_migrations", app=READ, worker=READ),
    public("guardian_groupobjectpermission", app=READ),
    public("guardian_userobjectpermission", app=READ),
    # Their secrets are sealed (municipalities/login/sealing.py).
    public("mfa_authenticator", app="SELECT, INSERT, UPDATE, DELETE"),
    public("socialaccount_socialaccount", app=READ),
    public("socialaccount_socialapp"),
    public("socialaccount_socialtoken"),
)

TABLES = (*LOG, *DIRECTORY, *SITE, *OTHERS)
