"""Who reads which figures. A month that is released stays; until then each night counts it anew."""

from municipalities.database.engine.roles import APP, WORKER
from municipalities.database.engine.rows import (
    KEPT,
    READ,
    Policy,
    Table,
    Trigger,
    added_to,
    protected,
    public,
)

_WORKER_ADDS = Policy("worker_add", "INSERT", WORKER, check="true")
_WORKER_READS = Policy("worker_read", "SELECT", WORKER, using="true")


def _noted(table: str, function: str) -> Table:
    """The months of its rows are noted, of those added and those taken away; none is ever changed."""
    return added_to(
        table,
        triggers=[
            Trigger(
                f"months_{kind}",
                f"AFTER {command}",
                function,
                for_each="STATEMENT",
                referencing=f"{rows} TABLE AS changed",
            )
            for kind, command, rows in (("added", "INSERT", "NEW"), ("removed", "DELETE", "OLD"))
        ],
    )


TABLES = (
    protected(
        "statistics_snapshot",
        app=READ,
        worker="SELECT, INSERT, DELETE",
        policies=[
            Policy("app_read", "SELECT", APP, using="(SELECT statistics_reader()) IS NOT NULL"),
            _WORKER_ADDS,
            _WORKER_READS,
            Policy("worker_replace", "DELETE", WORKER, using="version = 0"),
        ],
        triggers=[KEPT],
    ),
    # The region reads all; a municipality its own, and of the county what points nobody out.
    protected(
        "statistics_monthly_figure",
        app=READ,
        worker="SELECT, INSERT, DELETE",
        policies=[
            Policy(
                "app_read",
                "SELECT",
                APP,
                using="""CASE (SELECT statistics_reader())
                    WHEN 'all' THEN true
                    WHEN 'release' THEN NOT withheld
                    WHEN 'own' THEN area_code IN (SELECT statistics_own_areas())
                        OR (area_code = '01' AND NOT withheld
                            AND NOT statistics_points_out(snapshot_id, indicator, care_type, sex, age_group))
                    ELSE false END""",
            ),
            _WORKER_ADDS,
            _WORKER_READS,
            Policy(
                "worker_replace",
                "DELETE",
                WORKER,
                using="EXISTS (SELECT 1 FROM statistics_snapshot s"
                " WHERE s.id = snapshot_id AND s.version = 0)",
            ),
        ],
        triggers=[KEPT],
    ),
    # Who counts for statistics reads a what-if within what may be shown to everybody.
    added_to(
        "billing_what_if_sum",
        app=READ,
        policies=[
            Policy(
                "published",
                "SELECT",
                APP,
                using="""(SELECT app_role()) IS DISTINCT FROM 'statistics'
                    OR EXISTS (SELECT FROM statistics_monthly_figure f
                               JOIN statistics_snapshot s ON s.id = f.snapshot_id
                               WHERE s.month = billing_what_if_sum.month AND f.area_code = payer_id
                                 AND NOT f.withheld AND f.indicator = 'liability' AND f.care_type = ''
                                 AND f.sex = '' AND f.age_group = '')""",
                takes_away=True,
            ),
        ],
    ),
    # Which months the next counting must count anew, from what the figures count.
    public("statistics_changed_month", worker="SELECT, DELETE"),
    _noted("billing_liability_day", "statistics_note_days"),
    _noted("billing_liability_period", "statistics_note_periods"),
    added_to(
        "discharge_patient",
        triggers=[
            Trigger(
                "months_linked",
                "AFTER UPDATE",
                "statistics_note_person",
                condition="OLD.linked_to_id IS DISTINCT FROM NEW.linked_to_id",
            )
        ],
    ),
    added_to(
        "discharge_sip_facts",
        triggers=[
            Trigger("months_new", "AFTER INSERT OR DELETE", "statistics_note_sips"),
            Trigger(
                "months_changed",
                "AFTER UPDATE",
                "statistics_note_sips",
                condition="OLD.facts IS DISTINCT FROM NEW.facts",
            ),
        ],
    ),
)
