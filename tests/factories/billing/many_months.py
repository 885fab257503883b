"""Many payers' months, put in the tables by SQL: no night, no closing."""

from __future__ import annotations

import psycopg

#: Fifteen months, all but two closed, and thirty-three payers: in each of a payer's months two cases in
#: each of two kinds of care, each with a period of six days, of which three are charged, and a correction.
ROWS = """
CREATE TEMP TABLE one AS
    SELECT row_number() OVER () AS number, gen_random_uuid() AS id, m.code AS payer, month::date, care_type
    FROM (SELECT code FROM municipalities_municipality WHERE code < '0400' ORDER BY code LIMIT 33) m,
         generate_series(timestamp '2019-01-01', '2020-03-01', interval '1 month') AS month,
         unnest(ARRAY['somatic', 'psychiatric']) AS care_type, generate_series(1, 2);
INSERT INTO billing_liability_result
    (case_id, as_of, reference, care_type, reasons, ready_days, charged_days, closed_on, facts_digest,
     messages, rates)
    SELECT id, '2020-04-02', to_char(number, 'FM00000000000'), care_type, '{}', 6, 3, month + 7, '',
           '{}', '[]' FROM one;
INSERT INTO billing_liability_period
    (id, case_id, number, message, sent_at, payer_id, care_type, day_zero, ended_by, ready_days, reasons)
    SELECT number, id, 1, id, month + 1, payer, care_type, month + 1, '', 6, '{}' FROM one;
INSERT INTO billing_liability_day
    (case_id, period_id, date, state, ready, free_day, reasons, rate, rate_status)
    SELECT id, number, month + day, CASE WHEN day < 4 THEN 'free' ELSE 'charged' END, true, 0, '{}',
           CASE WHEN day >= 4 THEN 8200 END, CASE WHEN day >= 4 THEN 'verified' ELSE '' END
    FROM one, generate_series(1, 6) AS day;
INSERT INTO billing_month
    (payer, month, state, closing, closed_at, closed_by_id, closed_although, undecided)
    SELECT payer, month, 'closed', 1, now(), (SELECT id FROM municipalities_assignment LIMIT 1), '', '{}'
    FROM (SELECT DISTINCT payer, month FROM one UNION SELECT DISTINCT '', month FROM one) AS kept
    WHERE month < '2020-02-01';
INSERT INTO billing_ledger_day
    (billing_month_id, closing, case_id, reference, payer_id, care_type, date, rate, rate_status)
    SELECT m.id, 1, o.id, '', o.payer, o.care_type, o.month + day, 8200, 'verified'
    FROM one o JOIN billing_month m USING (payer, month), generate_series(4, 6) AS day;
INSERT INTO billing_liability_correction
    (id, case_id, reference, payer_id, care_type, month, booked_in,
     days, kronor, days_without_rate, reasons, found_on)
    SELECT gen_random_uuid(), id, '', payer, care_type, month, month + interval '1 month',
           -1, -8200, 0, '{charged}', month
    FROM one WHERE month < '2020-02-01';
DROP TABLE one;
"""


def fill_months(admin: psycopg.Connection) -> None:
    """1,980 periods of 11,880 days."""
    with admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")
        for statement in ROWS.split(";\n"):
            admin.execute(statement.encode())
    admin.execute("SELECT billing_remake_month_sums()")
    admin.execute(
        "ANALYZE billing_month_sum, billing_liability_day, billing_liability_period, billing_ledger_day"
    )
