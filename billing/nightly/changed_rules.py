"""From changed rules to the cases that may come to something else by them.

Of terms and rates the database notes what has changed; a change of the program's own rules concerns every
case.
"""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from billing.rulebook import program_version

# The cut-off that decides day zero may be that of the date before it or after it.
_FOUND = """
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
"""
_NOTE = f"""
WITH changed AS (DELETE FROM billing_changed_rules RETURNING agreement_id, care_type, days)
INSERT INTO billing_uncomputed_case (case_id, payer)
SELECT id, coalesce(payer_id, '') FROM discharge_case WHERE id IN ({_FOUND})
ON CONFLICT (case_id) DO NOTHING
"""  # noqa: S608 - the statement above
_UNDER_CHANGED_RULES = f"""
WITH changed AS (SELECT agreement_id, care_type, days FROM billing_changed_rules)
{_FOUND}
"""  # noqa: S608


def note_changed_cases() -> None:
    """To be computed by the night that begins, in its transaction. Cases never computed are due anyway."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE)


def cases_under_changed_rules() -> set[UUID]:
    """Those that the next night notes because of that."""
    with connection.cursor() as cursor:
        cursor.execute(_UNDER_CHANGED_RULES)
        return {case for (case,) in cursor.fetchall()}


# However they came here: rows that were put in without the trigger on facts.
_NEVER_COMPUTED = """
INSERT INTO billing_uncomputed_case (case_id, payer)
SELECT c.id, coalesce(c.payer_id, '') FROM discharge_case c
WHERE c.kind = 'stay'
  AND NOT EXISTS (SELECT FROM billing_liability_result r WHERE r.case_id = c.id)
ON CONFLICT (case_id) DO NOTHING
"""


def note_never_computed() -> None:
    """Stays without an outcome: a forced night goes through the outcomes."""
    with connection.cursor() as cursor:
        cursor.execute(_NEVER_COMPUTED)


_NEW_PROGRAM = "UPDATE billing_rules_version SET code = %s WHERE code <> %s"


def is_first_of_program() -> bool:
    """Whether no night has begun since the program, its holidays or its time zones became what they are."""
    with connection.cursor() as cursor:
        cursor.execute(_NEW_PROGRAM, [program_version()] * 2)
        return bool(cursor.rowcount)
