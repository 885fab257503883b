"""Persons: their number, what was registered of them, protection, and blocks."""

from discharge.database.parts import RIGHTLY, takes_part, until_the_part_ended
from municipalities.database.engine.roles import APP, WORKER
from municipalities.database.engine.rows import KEPT, ONLY_ADDED, READ, Policy, Trigger, protected

TABLES = (
    # Written by discharge_register_patient and discharge_link_number alone. The worker sees what
    # statistics count by.
    protected(
        "discharge_patient",
        app=READ,
        worker="SELECT (id, sex, birth_date, linked_to_id)",
        policies=[
            Policy(
                "app_read",
                "SELECT",
                APP,
                using=f"""EXISTS (SELECT 1 FROM discharge_participation p
                    WHERE p.patient_id = discharge_patient.id AND p.unit_id = (SELECT app_unit())
                      {RIGHTLY})""",
            ),
            Policy("worker", "SELECT", WORKER, using="true"),
        ],
        triggers=[
            Trigger("follows", "AFTER UPDATE OF protected_identity", "follow_protection"),
            Trigger(
                "listed",
                "AFTER UPDATE OF protected_identity",
                "list_parts_of_patient",
                condition="OLD.protected_identity <> NEW.protected_identity",
            ),
        ],
    ),
    # A unit whose part has ended is not shown where the person has moved since.
    protected(
        "discharge_person_version",
        app=READ,
        policies=[
            Policy(
                "app_read",
                "SELECT",
                APP,
                using=takes_part(
                    "discharge_person_version.case_id",
                    until_the_part_ended("discharge_person_version.registered_at"),
                ),
            ),
        ],
        triggers=(
            *ONLY_ADDED,
            Trigger("named", "AFTER INSERT", "note_name_of_person"),
            Trigger(
                "listed",
                "AFTER INSERT",
                "list_parts_of_persons",
                for_each="STATEMENT",
                referencing="NEW TABLE AS added",
            ),
        ),
    ),
    # What a unit finds its own cases by: written by triggers alone, beside each version and each part.
    protected(
        "discharge_name_word",
        app=READ,
        policies=[Policy("app_read", "SELECT", APP, using="unit_id = (SELECT app_unit())")],
    ),
    # Who protects a person, and where, is nobody's to read; that somebody does stands with the person.
    protected(
        "discharge_protection",
        triggers=[Trigger("guarded", "AFTER INSERT OR UPDATE OR DELETE", "guard_protection"), KEPT],
    ),
    # Which numbers are the same person's, and where that was said, is told by discharge_links_seen alone.
    protected(
        "discharge_person_link",
        triggers=[Trigger("guarded", "AFTER INSERT OR UPDATE OR DELETE", "guard_person_link"), KEPT],
    ),
    # Where a protected person is cared for is shown to who has opened it; who has, to nobody else.
    protected(
        "discharge_protection_opening",
        app="SELECT, INSERT",
        policies=[
            Policy(
                "app_read",
                "SELECT",
                APP,
                using="assignment_id = app_assignment() AND discharge_acts(case_id)",
            ),
            Policy(
                "app_add",
                "INSERT",
                APP,
                check="""assignment_id = app_assignment() AND until <= now() + interval '1 hour 1 minute'
                    AND discharge_acts(case_id)""",
            ),
        ],
        triggers=ONLY_ADDED,
    ),
    # Set and lifted by the own unit; of others' a unit sees those it shares a case with, or has opened.
    protected(
        "discharge_block",
        app="SELECT, INSERT, UPDATE (lifted_at, lifted_by_id)",
        policies=[
            Policy(
                "app_read",
                "SELECT",
                APP,
                using="""discharge_knows_patient(patient_id)
                    AND (unit_id = (SELECT app_unit()) OR discharge_shares_case(patient_id, unit_id)
                         OR EXISTS (SELECT 1 FROM discharge_block_opening o
                                    WHERE o.block_id = discharge_block.id AND o.until > now()))""",
            ),
            Policy(
                "app_add",
                "INSERT",
                APP,
                check="""unit_id = (SELECT app_unit()) AND set_by_id = app_assignment() AND lifted_at IS NULL
                    AND discharge_knows_patient(patient_id)""",
            ),
            Policy(
                "app_lift",
                "UPDATE",
                APP,
                using="unit_id = (SELECT app_unit()) AND lifted_at IS NULL"
                " AND discharge_knows_patient(patient_id)",
                check="lifted_by_id = app_assignment()",
            ),
        ],
        triggers=[Trigger("undeleted", "BEFORE DELETE", "forbid_change"), KEPT],
    ),
    protected(
        "discharge_block_opening",
        app="SELECT, INSERT",
        policies=[
            Policy(
                "app_read",
                "SELECT",
                APP,
                using="assignment_id = app_assignment() AND discharge_takes_part(case_id)",
            ),
            Policy(
                "app_add",
                "INSERT",
                APP,
                check="""assignment_id = app_assignment() AND until <= now() + interval '1 day 1 minute'
                    AND discharge_may_open_block(block_id, case_id)""",
            ),
        ],
        triggers=ONLY_ADDED,
    ),
)
