"""From changed rules to the cases that may come to something else by them.

Of terms and rates the database notes what has changed; a change of the rules' own code concerns every case.
"""

from __future__ import annotations

from django.db import connection

from billing.rulebook import CODE_VERSION

# The cut-off that decides day zero may be that of the date before it or after it.
FIND = """
WITH changed AS (DELETE FROM billing_changed_rules RETURNING agreement_id, care_type, days),
found AS (
    SELECT p.case_id
    FROM changed c
    JOIN billing_agreement a ON a.id = c.agreement_id
    JOIN billing_liability_period p ON p.care_type = c.care_type
         AND c.days && daterange(p.day_zero - 1, p.day_zero + 1, '[]')
    WHERE CASE a.scope WHEN 'municipality' THEN p.payer_id = a.municipality_id
                       WHEN 'county' THEN p.payer_id IS NULL OR p.payer_id LIKE '01%'
                       ELSE p.payer_id NOT LIKE '01%' END
    UNION
    SELECT d.case_id
    FROM changed c
    JOIN billing_liability_day d ON d.date >= lower(c.days) AND d.date < upper(c.days) AND d.state = 'charged'
    JOIN billing_liability_period p ON p.id = d.period_id AND c.care_type IN ('', p.care_type)
    WHERE c.agreement_id IS NULL
)
INSERT INTO billing_uncomputed_case (case_id, payer)
SELECT id, coalesce(payer_id, '') FROM discharge_case WHERE id IN (SELECT case_id FROM found)
ON CONFLICT (case_id) DO NOTHING
"""


def find_changed_cases() -> None:
    """To be computed by the night that begins, in its transaction. Cases never computed are due anyway."""
    with connection.cursor() as cursor:
        cursor.execute(FIND)


# The open ones are due every night.
EVERY = """
INSERT INTO billing_uncomputed_case (case_id, payer)
SELECT id, coalesce(payer_id, '') FROM discharge_case WHERE NOT is_open AND kind = 'stay'
ORDER BY payer_id, id
ON CONFLICT (case_id) DO NOTHING
"""


_NEW_CODE = "UPDATE billing_rules_version SET code = %s WHERE code <> %s"


def find_cases_of_older_code() -> None:
    """Every closed case, in the first night after the program has got other rules."""
    with connection.cursor() as cursor:
        cursor.execute(_NEW_CODE, [CODE_VERSION, CODE_VERSION])
        if cursor.rowcount:
            find_every_case()


def find_every_case() -> None:
    """To be computed by the night that begins; what it leaves, because it was stopped, the next one takes."""
    with connection.cursor() as cursor:
        cursor.execute(EVERY)
