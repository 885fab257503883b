"""Messages with what belongs to them, drafts, and the destruction of contents."""

from discharge.database.parts import STILL, decides, takes_part, until_the_part_ended
from discharge.process import MESSAGE_TYPES
from discharge.process.judging.undoing import UNDO_WITHIN
from municipalities.database.engine.roles import APP, WORKER
from municipalities.database.engine.rows import (
    KEPT,
    ONLY_ADDED,
    READ,
    Policy,
    Trigger,
    protected,
    public,
)

#: That the message is seen: its own policies are asked.
_SEES_THE_MESSAGE = "EXISTS (SELECT 1 FROM discharge_message m WHERE m.id = message_id)"
#: What the region's invoicer has said in the case that the transaction decides in.
_DECIDED = f"{decides('case_id')} AND app_acts_as(sender_id, discharge_writer(), sender_unit_id)"
_ENTERED = ", ".join(f"'{row.name}'" for row in MESSAGE_TYPES.values() if row.entered_by_region)
_NOTICES = ", ".join(f"'{row.name}'" for row in MESSAGE_TYPES.values() if row.is_notice)
_DECISIONS = ", ".join(f"'{row.name}'" for row in MESSAGE_TYPES.values() if row.decided_by_region)


def _only_added_but_by(function: str) -> Trigger:
    """The rows are only added, but for what the function lets the owner change on a confirmed decision."""
    return Trigger("unchanged", "BEFORE UPDATE OR DELETE", function)


TABLES = (
    protected(
        "discharge_message",
        app="SELECT, INSERT",
        policies=[
            # A unit whose part has ended reads what was said until then; what rests on consent, its parties.
            Policy(
                "app_read",
                "SELECT",
                APP,
                using=takes_part(
                    "discharge_message.case_id",
                    until_the_part_ended("discharge_message.sent_at")
                    + " AND (discharge_message.readers IS NULL OR p.party = ANY (discharge_message.readers))",
                ),
            ),
            Policy(
                "unblocked",
                "SELECT",
                APP,
                using="NOT type IN (SELECT t.type FROM discharge_blockable_type t)"
                " OR NOT discharge_is_blocked(case_id, coalesce(on_behalf_of_id, sender_unit_id))",
                takes_away=True,
            ),
            Policy(
                "app_add",
                "INSERT",
                APP,
                check="sender_id = app_assignment() AND sender_unit_id = (SELECT app_unit())"
                f" AND ({takes_part('discharge_message.case_id', STILL)} OR type = 'handover_undone'"
                " AND discharge_may_take_back(case_id, facts->>'message'))"
                " AND (on_behalf_of_id IS NULL OR discharge_answers_on_paper(case_id, on_behalf_of_id))",
            ),
            # The region's own decision, what it enters of a ward's papers, and no other message of the case.
            Policy("region_read", "SELECT", APP, using=_DECIDED),
            Policy(
                "region_add",
                "INSERT",
                APP,
                check=f"{_DECIDED} AND (type IN ({_DECISIONS}) AND on_behalf_of_id IS NULL"
                f" OR type IN ({_ENTERED}) AND happened_at IS NOT NULL"
                " AND on_behalf_of_id = (SELECT c.ward_id FROM discharge_case c"
                " WHERE c.id = discharge_message.case_id)"
                " AND discharge_enters_for(case_id, on_behalf_of_id))",
            ),
        ],
        triggers=[
            _only_added_but_by("guard_message"),
            Trigger(
                "part_again", "AFTER INSERT", "take_part_again", condition="NEW.type = 'handover_undone'"
            ),
            KEPT,
        ],
    ),
    # Who received and acknowledged a message is seen by those who see the message.
    protected(
        "discharge_recipient",
        app="SELECT, INSERT",
        policies=[
            Policy("app_read", "SELECT", APP, using=_SEES_THE_MESSAGE),
            Policy(
                "app_add",
                "INSERT",
                APP,
                check="""EXISTS (SELECT 1 FROM discharge_message m
                                 WHERE m.id = message_id AND m.case_id = discharge_recipient.case_id
                                   AND m.sender_id = app_assignment())""",
            ),
        ],
        triggers=ONLY_ADDED,
    ),
    protected(
        "discharge_receipt",
        app="SELECT, INSERT",
        policies=[
            Policy(
                "app_read",
                "SELECT",
                APP,
                using="EXISTS (SELECT 1 FROM discharge_recipient r WHERE r.id = recipient_id)",
            ),
            Policy(
                "app_add",
                "INSERT",
                APP,
                check="""unit_id = (SELECT app_unit()) AND assignment_id = app_assignment()
                    AND EXISTS (SELECT 1 FROM discharge_recipient r
                                WHERE r.id = recipient_id AND r.case_id = discharge_receipt.case_id
                                  AND r.unit_id = (SELECT app_unit()))
                    AND number = (SELECT count(*) FROM discharge_receipt_undone u
                                  WHERE u.recipient_id = discharge_receipt.recipient_id)""",
            ),
        ],
        triggers=ONLY_ADDED,
    ),
    # By who gave it, soon after, while the unit has its part; never of a notice (`judging/undoing.py`).
    protected(
        "discharge_receipt_undone",
        app="SELECT, INSERT",
        policies=[
            Policy(
                "app_read",
                "SELECT",
                APP,
                using="EXISTS (SELECT 1 FROM discharge_recipient r WHERE r.id = recipient_id)",
            ),
            Policy(
                "app_add",
                "INSERT",
                APP,
                check=f"""unit_id = (SELECT app_unit()) AND assignment_id = app_assignment()
                    AND {takes_part("discharge_receipt_undone.case_id", STILL)}
                    AND EXISTS (SELECT 1 FROM discharge_receipt c
                                JOIN discharge_recipient r ON r.id = c.recipient_id
                                JOIN discharge_message m ON m.id = r.message_id
                                WHERE c.id = receipt_id AND r.id = discharge_receipt_undone.recipient_id
                                  AND c.case_id = discharge_receipt_undone.case_id
                                  AND c.assignment_id = app_assignment() AND m.type NOT IN ({_NOTICES})
                                  AND undone_at BETWEEN c.acknowledged_at
                                      AND c.acknowledged_at + interval '{UNDO_WITHIN.seconds} seconds')""",
            ),
        ],
        triggers=ONLY_ADDED,
    ),
    # A file is added to an own message that names it, and read by those who see the message.
    protected(
        "discharge_attachment",
        app="SELECT, INSERT",
        policies=[
            Policy("app_read", "SELECT", APP, using=_SEES_THE_MESSAGE),
            Policy(
                "app_add",
                "INSERT",
                APP,
                check="""EXISTS (SELECT 1 FROM discharge_message m
                    WHERE m.id = message_id AND m.case_id = discharge_attachment.case_id
                      AND m.sender_id = app_assignment()
                      AND EXISTS (SELECT 1 FROM jsonb_each_text(m.content) said
                                  WHERE said.value = discharge_attachment.id::text))""",
            ),
        ],
        triggers=[_only_added_but_by("guard_attachment"), KEPT],
    ),
    # A draft is its writer's, at the unit and while that has a part. One that begins a case is forgotten
    # after a week, one in a case when it can't be sent for a while, or nobody has gone on with it.
    protected(
        "discharge_draft",
        app="SELECT, INSERT, DELETE, UPDATE (values, submission, saved_at)",
        worker="DELETE",
        policies=[
            Policy(
                "app_own",
                "ALL",
                APP,
                using="unit_id = (SELECT app_unit()) AND user_id = (SELECT discharge_writer())"
                f" AND (case_id IS NULL OR {takes_part('discharge_draft.case_id')})",
            ),
            Policy(
                "worker_forget",
                "DELETE",
                WORKER,
                using="discharge_draft_is_over(case_id, unit_id, saved_at)",
            ),
        ],
    ),
    # What somebody has chosen of the work list: the unit's, or one person's there.
    protected(
        "discharge_saved_view",
        app="SELECT, INSERT, DELETE, UPDATE (address, is_default, saved_by_id, saved_at)",
        policies=[
            Policy(
                "app_own",
                "ALL",
                APP,
                using="unit_id = (SELECT app_unit())"
                " AND (user_id IS NULL OR user_id = (SELECT discharge_writer()))",
            )
        ],
    ),
    # Asked for and confirmed by the owner's commands; every party of the case sees that it was done.
    protected(
        "discharge_destruction",
        app=READ,
        policies=[Policy("app_read", "SELECT", APP, using=takes_part("discharge_destruction.case_id"))],
        triggers=[Trigger("guarded", "BEFORE INSERT OR UPDATE OR DELETE", "guard_destruction"), KEPT],
    ),
    protected(
        "discharge_legal_hold",
        triggers=[Trigger("guarded", "BEFORE UPDATE OR DELETE", "guard_legal_hold"), KEPT],
    ),
    public("discharge_blockable_type", app=READ),
)
