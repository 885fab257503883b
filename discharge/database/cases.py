"""Cases, who takes part in them, and what is derived from their messages."""

from discharge.database.parts import STILL, decides, takes_part
from discharge.process import columns
from municipalities.database.engine.roles import APP, WORKER
from municipalities.database.engine.rows import KEPT, READ, WORKERS_ALL, Policy, Table, Trigger, protected

#: By table: what the fold and the night write of a case, and of a part in it.
DERIVED = columns.grants()


def _facts_table(table: str, changed: str) -> Table:
    """What is folded from a case's messages: written by every party, read while its part has not ended."""
    case = f"{table}.case_id"
    return protected(
        table,
        app=f"SELECT, INSERT, UPDATE ({changed})",
        worker=f"SELECT, INSERT, UPDATE ({changed})",
        policies=[
            Policy("app_read", "SELECT", APP, using=takes_part(case, STILL)),
            Policy("app_add", "INSERT", APP, check=takes_part(case)),
            Policy("app_derive", "UPDATE", APP, using=takes_part(case)),
            *_decided(case),
            WORKERS_ALL,
        ],
    )


def _decided(case: str, may_be_added: str = "") -> list[Policy]:
    """What follows from the region's decision is derived by who decides, in that one case."""
    return [
        Policy("region_read", "SELECT", APP, using=decides(case)),
        Policy("region_add", "INSERT", APP, check=decides(case) + may_be_added),
        Policy("region_derive", "UPDATE", APP, using=decides(case)),
    ]


def _as_lists_sort(row: str) -> str:
    """What lists sort a part by, of the row as it was or as it is."""
    names = ("goes_on", "active", "ward_id", "payer_id", "district_id")
    sorted_by = ", ".join(f"{row}.{name}" for name in names)
    return f"({row}.in_hospital OR {row}.sip_running, {sorted_by})"


_MINE = takes_part("discharge_case.id")
_OF_WARD = takes_part("discharge_planned_admission.case_id", f"{STILL} AND p.party = 'inpatient'")

_WRONGLY_SENT = "unit_id = (SELECT app_unit()) OR recalled_by_id = (SELECT app_unit())"

TABLES = (
    # The first row of a case is the sender's own part, before the case itself: of a person whom it has
    # registered for it. After that, who still takes part brings in those who have been sent something.
    protected(
        "discharge_participation",
        app=f"SELECT, INSERT, {DERIVED['discharge_participation']}",
        worker=f"SELECT, INSERT, {DERIVED['discharge_participation']}",
        policies=[
            Policy(
                "app_read",
                "SELECT",
                APP,
                using="(unit_id = (SELECT app_unit()) AND mistaken_at IS NULL)"
                " OR discharge_takes_part(case_id)",
            ),
            Policy(
                "app_add",
                "INSERT",
                APP,
                check="""(discharge_acts(case_id) AND discharge_may_join(case_id, unit_id))
                    OR (unit_id = (SELECT app_unit())
                        AND (SELECT app_role()) IN ('inpatient', 'outpatient', 'case_officer')
                        AND NOT discharge_case_exists(case_id)
                        AND discharge_has_registered(case_id, patient_id))""",
            ),
            Policy("app_derive", "UPDATE", APP, using="discharge_takes_part(case_id)"),
            *_decided("case_id", " AND discharge_may_join(case_id, unit_id)"),
            WORKERS_ALL,
        ],
        triggers=[
            Trigger("guarded_end", "BEFORE UPDATE", "guard_end_of_part"),
            Trigger("named", "AFTER INSERT", "note_name_for_part"),
            # Comes the case back, the unit knows the person as the others do.
            Trigger(
                "named_again",
                "AFTER UPDATE",
                "note_name_for_part",
                condition="OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL",
            ),
            Trigger(
                "listed",
                "AFTER INSERT",
                "list_new_parts",
                for_each="STATEMENT",
                referencing="NEW TABLE AS added",
            ),
            Trigger(
                "listed_again",
                "AFTER UPDATE",
                "list_part",
                condition=f"{_as_lists_sort('OLD')} IS DISTINCT FROM {_as_lists_sort('NEW')}",
            ),
            Trigger(
                "taken_back",
                "AFTER UPDATE",
                "take_back_part",
                condition="OLD.mistaken_at IS NULL AND NEW.mistaken_at IS NOT NULL",
            ),
        ],
    ),
    # What a unit's own lists are sorted by: written by triggers alone. On the part the others would read it.
    protected(
        "discharge_listed_part",
        app=READ,
        policies=[Policy("app_read", "SELECT", APP, using="unit_id = (SELECT app_unit())")],
    ),
    protected(
        "discharge_case",
        app=f"SELECT, INSERT, {DERIVED['discharge_case']}",
        worker=f"SELECT, {DERIVED['discharge_case']}",
        policies=[
            Policy("app_read", "SELECT", APP, using=_MINE),
            # A ward begins a stay; others begin a SIP outside the hospital.
            Policy(
                "app_add",
                "INSERT",
                APP,
                check=f"{_MINE} AND kind ="
                " CASE (SELECT app_role()) WHEN 'inpatient' THEN 'stay' ELSE 'sip' END",
            ),
            Policy("app_derive", "UPDATE", APP, using=_MINE),
            Policy("region_read", "SELECT", APP, using=decides("id")),
            Policy("region_derive", "UPDATE", APP, using=decides("id")),
            Policy("worker", "ALL", WORKER, using="true"),
        ],
        triggers=[
            Trigger(
                "one_open_stay",
                "AFTER INSERT",
                "guard_open_stay",
                condition="NEW.is_open AND NEW.kind = 'stay'",
            ),
            Trigger(
                "one_open_stay_again",
                "AFTER UPDATE",
                "guard_open_stay",
                condition="NEW.is_open AND NOT OLD.is_open AND NEW.kind = 'stay'",
            ),
        ],
    ),
    _facts_table("discharge_case_facts", "facts"),
    _facts_table("discharge_sip_facts", "facts, changed_at"),
    # What the ward has said for statistics: written and read by wards alone, which the receivers are not.
    protected(
        "discharge_planned_admission",
        app="SELECT, INSERT, UPDATE (planned, changed_at)",
        worker="SELECT, INSERT, UPDATE (planned, changed_at)",
        policies=[
            Policy("app_read", "SELECT", APP, using=_OF_WARD),
            Policy("app_add", "INSERT", APP, check=_OF_WARD),
            Policy("app_derive", "UPDATE", APP, using=_OF_WARD),
            WORKERS_ALL,
        ],
    ),
    # Made by take_back_part alone: what a unit reads of a case that it never should have had.
    protected(
        "discharge_wrongly_sent",
        app="SELECT, UPDATE (read_at, read_by_id, recall)",
        policies=[
            Policy("app_read", "SELECT", APP, using=_WRONGLY_SENT),
            Policy(
                "app_note",
                "UPDATE",
                APP,
                using=f"({_WRONGLY_SENT}) AND read_at IS NULL",
                check="read_by_id = app_assignment()",
            ),
        ],
        triggers=[Trigger("undeleted", "BEFORE DELETE", "forbid_change"), KEPT],
    ),
    # Made by discharge_request_handover alone, whose asker sees nothing of the case.
    protected(
        "discharge_handover_request",
        app="SELECT, UPDATE (closed_at)",
        policies=[
            Policy(
                "app_read",
                "SELECT",
                APP,
                using="from_unit_id = (SELECT app_unit()) OR to_unit_id = (SELECT app_unit())",
            ),
            Policy("app_close", "UPDATE", APP, using="to_unit_id = (SELECT app_unit())"),
        ],
    ),
)
