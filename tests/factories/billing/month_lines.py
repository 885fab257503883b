"""A case's month with a line of each kind, put in the tables by SQL: no night, no closing."""

from __future__ import annotations

import psycopg

from tests.factories.billing.nights import ready_stay
from tests.factories.stays import Stay

OWN, OTHER = "0126", "0136"
#: A newest day, a kept one, a kept mean, a correction of a case and one of a mean. No lines are beside them:
#: a free day, days and means of an earlier closing, and of a month that is open again.
ROWS = """
INSERT INTO billing_liability_result
    (case_id, as_of, reference, care_type, reasons, ready_days, charged_days, facts_digest, messages, rates)
    VALUES (%(case)s, '2020-04-02', %(payer)s, 'somatic', '{}', 2, 1, '', '{}', '[]');
INSERT INTO billing_liability_period
    (id, case_id, number, message, sent_at, payer_id, care_type, day_zero, ended_by, ready_days, reasons)
    VALUES (%(number)s, %(case)s, 1, %(case)s, '2020-03-10', %(payer)s, 'somatic',
            '2020-03-10', '', 2, '{}');
INSERT INTO billing_liability_day
    (case_id, period_id, date, state, ready, free_day, reasons, rate, rate_status)
    VALUES (%(case)s, %(number)s, '2020-03-11', 'free', true, 1, '{}', NULL, ''),
           (%(case)s, %(number)s, '2020-03-13', 'charged', true, 0, '{}', 8200, 'verified');
INSERT INTO billing_month
    (id, payer, month, state, closing, closed_at, closed_by_id, closed_although, undecided)
    VALUES (%(number)s, %(payer)s, '2020-03-01', 'closed', 2, now(), %(case)s, '', '{}'),
           (%(number)s + 1, %(payer)s, '2020-04-01', 'open', 1, NULL, NULL, '', '{}');
INSERT INTO billing_ledger_day
    (billing_month_id, closing, case_id, reference, payer_id, care_type, date, rate, rate_status)
    SELECT month, closing, %(case)s, '', %(payer)s, 'somatic', day::date, NULL, ''
    FROM (VALUES (%(number)s, 2, '2020-03-12'), (%(number)s, 1, '2020-03-13'),
                 (%(number)s + 1, 1, '2020-04-01')) AS kept (month, closing, day);
INSERT INTO billing_ledger_average
    (billing_month_id, closing, payer_id, care_type, settlement, free_days, cases, ready_days,
     individual_days, days, rate, rate_status)
    SELECT month, closing, %(payer)s, 'psychiatric', 'excess', 5, 3, 21, 6, 6, 8200, 'verified'
    FROM (VALUES (%(number)s, 2), (%(number)s, 1), (%(number)s + 1, 1)) AS kept (month, closing);
INSERT INTO billing_liability_correction
    (id, case_id, reference, payer_id, care_type, month, booked_in,
     days, kronor, days_without_rate, reasons, found_on)
    VALUES (gen_random_uuid(), %(case)s, '', %(payer)s, 'somatic', '2020-03-01', '2020-04-01',
            -1, -8200, 0, '{}', '2020-04-05');
INSERT INTO billing_average_correction
    (id, payer_id, care_type, month, booked_in, days, kronor, days_without_rate, reason, found_on)
    VALUES (gen_random_uuid(), %(payer)s, 'psychiatric', '2020-03-01', '2020-04-01',
            2, 16400, 0, 'changed', '2020-04-05')
"""


def stay_with_lines(admin: psycopg.Connection) -> Stay:
    """A case with a line of each kind that Huddinge pays, and one of Haninge's. Nobody there takes part."""
    own, other = ready_stay("Nacka", "0182"), ready_stay("Solna", "0184")
    for payer, case in ((OWN, own.case.pk), (OTHER, other.case.pk)):
        with admin.transaction():
            admin.execute("SET LOCAL session_replication_role = replica")
            for statement in ROWS.split(";"):
                admin.execute(statement, {"case": case, "payer": payer, "number": int(payer)})
    # No trigger has told the sums.
    admin.execute("SELECT billing_remake_month_sums()")
    return own
