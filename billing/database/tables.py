"""Who may do what with terms and rates, what the nights compute, and the ledger of closed months."""

from discharge.database.parts import takes_part
from municipalities.database.engine.roles import APP
from municipalities.database.engine.rows import (
    NOTED,
    ONLY_ADDED,
    READ,
    WORKERS_ALL,
    Policy,
    Table,
    Trigger,
    added_to,
    protected,
    public,
)

_INVOICER = "(SELECT app_role()) = 'invoicer'"
_ECONOMIST = "(SELECT app_role()) = 'municipal_economist'"
_OWN = "payer_id = (SELECT app_municipality())"
#: As a truth and not as a comparison, which PostgreSQL takes for so unlikely that it reads every row for the
#: first of an index.
_AS_LIKELY_AS_NOT = "(SELECT app_role() = '{}')"
_ANY_CHANGE = "AFTER INSERT OR UPDATE OR DELETE"


def _invoicer_reads() -> Policy:
    return Policy("app_read", "SELECT", APP, using=_INVOICER)


def _parties_read(table: str) -> Policy:
    """The invoicer, and every unit that takes part in the case."""
    return Policy("app_read", "SELECT", APP, using=f"{_INVOICER} OR {takes_part(f'{table}.case_id')}")


def _economist_reads(where: str = _OWN) -> Policy:
    """The economist of the municipality that pays."""
    return Policy("economist_read", "SELECT", APP, using=f"{_ECONOMIST} AND {where}")


def _table_of_lines(table: str, reads: Policy, worker: str, sums: str) -> Table:
    """Lines of closed months: added by the invoicer who closes, read by who pays, never changed.

    What is added is added to the months' `sums` too.
    """
    return protected(
        table,
        app="SELECT, INSERT",
        worker=worker,
        policies=[
            reads,
            _economist_reads(),
            Policy("app_close", "INSERT", APP, check=_INVOICER),
            WORKERS_ALL,
        ],
        triggers=[*ONLY_ADDED, _in_sums("added", "INSERT", sums, "NEW TABLE AS added")],
    )


def _in_sums(name: str, command: str, function: str, rows: str) -> Trigger:
    """What keeps billing_month_sum, in the transaction that writes the lines and whoever writes them."""
    return Trigger(f"sums_{name}", f"AFTER {command}", function, for_each="STATEMENT", referencing=rows)


def _of_a_paid_period(condition: str) -> str:
    return f"EXISTS (SELECT 1 FROM billing_liability_period p WHERE {condition} AND p.{_OWN})"


#: What a month comes to is another sum once terms or rates say otherwise.
_AVERAGES_CHANGE = Trigger("average_changed", _ANY_CHANGE, "billing_note_every_average", for_each="STATEMENT")
_NEW_VERSION = Trigger("new_version", _ANY_CHANGE, "billing_new_rules_version", for_each="STATEMENT")

#: Terms, rates and months are never deleted: they end, or are opened again.
TERMS = (
    public(
        "billing_agreement",
        app="SELECT, INSERT, UPDATE",
        worker=READ,
        triggers=[_AVERAGES_CHANGE, _NEW_VERSION, *NOTED],
    ),
    public(
        "billing_terms",
        app="SELECT, INSERT, UPDATE",
        worker=READ,
        triggers=[
            _AVERAGES_CHANGE,
            Trigger("changed", _ANY_CHANGE, "billing_note_changed_terms"),
            _NEW_VERSION,
            *NOTED,
        ],
    ),
    public(
        "billing_daily_rate",
        app="SELECT, INSERT, UPDATE",
        worker=READ,
        triggers=[
            _AVERAGES_CHANGE,
            Trigger("changed", _ANY_CHANGE, "billing_note_changed_rate"),
            _NEW_VERSION,
            *NOTED,
        ],
    ),
    public(
        "billing_month",
        app="SELECT, INSERT, UPDATE",
        worker=READ,
        triggers=[
            *NOTED,
            _in_sums(
                "changed",
                "UPDATE",
                "billing_change_kept_sums",
                "OLD TABLE AS old_rows NEW TABLE AS new_rows",
            ),
        ],
    ),
    public("billing_rules_version", app=READ, worker="SELECT, UPDATE (code)"),
)

#: What the night computes, and what tells it that there is something to compute.
COMPUTED = (
    protected(
        "billing_liability_result",
        app=READ,
        worker="SELECT, INSERT, UPDATE",
        policies=[
            _parties_read("billing_liability_result"),
            _economist_reads(_of_a_paid_period("p.case_id = billing_liability_result.case_id")),
            WORKERS_ALL,
        ],
        triggers=[
            Trigger(
                "average_added",
                "AFTER INSERT",
                "billing_note_changed_average",
                for_each="STATEMENT",
                referencing="NEW TABLE AS new_rows",
            ),
            Trigger(
                "average_changed",
                "AFTER UPDATE",
                "billing_note_changed_average",
                for_each="STATEMENT",
                referencing="OLD TABLE AS old_rows NEW TABLE AS new_rows",
            ),
        ],
    ),
    protected(
        "billing_liability_period",
        app=READ,
        worker="SELECT, INSERT, DELETE",
        policies=[_parties_read("billing_liability_period"), _economist_reads(), WORKERS_ALL],
    ),
    protected(
        "billing_liability_day",
        app=READ,
        worker="SELECT, INSERT, DELETE",
        policies=[
            _parties_read("billing_liability_day"),
            _economist_reads(_of_a_paid_period("p.id = billing_liability_day.period_id")),
            WORKERS_ALL,
        ],
        triggers=[
            _in_sums("added", "INSERT", "billing_add_days_to_sums", "NEW TABLE AS changed"),
            _in_sums("removed", "DELETE", "billing_add_days_to_sums", "OLD TABLE AS changed"),
        ],
    ),
    protected(
        "billing_liability_failure",
        app=READ,
        worker="SELECT, INSERT, UPDATE, DELETE",
        policies=[_invoicer_reads(), WORKERS_ALL],
    ),
    protected("billing_uncomputed_case", worker="SELECT, INSERT, DELETE", policies=[WORKERS_ALL]),
    added_to(
        "discharge_case_facts",
        triggers=[
            Trigger("uncomputed_new", "AFTER INSERT", "billing_note_changed_facts"),
            Trigger(
                "uncomputed_changed",
                "AFTER UPDATE",
                "billing_note_changed_facts",
                condition="OLD.facts IS DISTINCT FROM NEW.facts",
            ),
        ],
    ),
    public("billing_changed_rules", worker="SELECT, DELETE"),
    public("billing_changed_average", worker="SELECT, DELETE"),
    public("billing_nightly_run", app=READ, worker="SELECT, INSERT, UPDATE"),
    public("billing_nightly_task", app=READ, worker="SELECT, INSERT, UPDATE, DELETE"),
)

LEDGER = (
    _table_of_lines(
        "billing_ledger_day", _parties_read("billing_ledger_day"), READ, "billing_add_kept_days_to_sums"
    ),
    _table_of_lines("billing_ledger_average", _invoicer_reads(), READ, "billing_add_kept_means_to_sums"),
    _table_of_lines(
        "billing_liability_correction",
        _parties_read("billing_liability_correction"),
        "SELECT, INSERT",
        "billing_add_booked_to_sums",
    ),
    _table_of_lines(
        "billing_average_correction", _invoicer_reads(), "SELECT, INSERT", "billing_add_booked_to_sums"
    ),
    # Written by triggers and by two functions alone.
    protected(
        "billing_month_sum",
        app=READ,
        worker=READ,
        policies=[
            Policy("app_read", "SELECT", APP, using=_AS_LIKELY_AS_NOT.format("invoicer")),
            Policy(
                "economist_read",
                "SELECT",
                APP,
                using=f"{_AS_LIKELY_AS_NOT.format('municipal_economist')} AND {_OWN}",
            ),
            WORKERS_ALL,
        ],
    ),
)

#: A role's own, and no municipality's: the invoicer's, and that of the county's statistics.
_OF_THE_ROLE = """role = (SELECT app_role()) AND role IN ('invoicer', 'statistics')
    AND (SELECT app_municipality()) IS NULL"""

WHAT_IFS = (
    protected(
        "billing_what_if",
        app="SELECT, INSERT",
        worker="SELECT, UPDATE",
        policies=[
            Policy("app_read", "SELECT", APP, using=_OF_THE_ROLE),
            Policy(
                "app_ask",
                "INSERT",
                APP,
                check=f"{_OF_THE_ROLE} AND asked_by_id = (SELECT app_assignment()) AND state = 'waiting'",
            ),
            WORKERS_ALL,
        ],
    ),
    # The application is granted to read it by statistics, together with what that takes away.
    protected(
        "billing_what_if_sum",
        worker="SELECT, INSERT",
        policies=[
            Policy(
                "app_read",
                "SELECT",
                APP,
                using=f"({_INVOICER} OR NOT withheld)"
                " AND EXISTS (SELECT FROM billing_what_if w WHERE w.id = what_if_id)",
            ),
            WORKERS_ALL,
        ],
    ),
)

TABLES = (*TERMS, *COMPUTED, *LEDGER, *WHAT_IFS)
