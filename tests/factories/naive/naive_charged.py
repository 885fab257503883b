"""What closed months are charged, counted on the tables themselves: what the reader of lines must come to."""

CHARGED = """
WITH closed AS (
    SELECT id, month, closing FROM billing_month
    WHERE state = 'closed' AND month BETWEEN %(first)s AND %(last)s
), said AS (
    SELECT l.payer_id, m.month, c.patient_id, 1 AS days, coalesce(l.rate, 0) AS kronor,
           (l.rate IS NULL)::int AS without_rate, false AS in_mean
    FROM closed m
    JOIN billing_ledger_day l ON l.billing_month_id = m.id AND l.closing = m.closing
    JOIN discharge_case c ON c.id = l.case_id
    UNION ALL
    SELECT r.payer_id, r.month, c.patient_id, r.days, r.kronor, r.days_without_rate, false
    FROM billing_liability_correction r JOIN discharge_case c ON c.id = r.case_id
    WHERE r.month BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT a.payer_id, m.month, NULL, a.days, a.days * coalesce(a.rate, 0),
           CASE WHEN a.rate IS NULL THEN a.days ELSE 0 END, false
    FROM closed m JOIN billing_ledger_average a ON a.billing_month_id = m.id AND a.closing = m.closing
    UNION ALL
    SELECT payer_id, month, NULL, days, kronor, days_without_rate, false
    FROM billing_average_correction WHERE month BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT a.payer_id, m.month, c.patient_id, 0, 0, 0, true
    FROM closed m
    JOIN billing_ledger_average a ON a.billing_month_id = m.id AND a.closing = m.closing
    JOIN billing_liability_result r
      ON r.closed_on >= m.month AND r.closed_on < (m.month + interval '1 month')::date
    JOIN billing_liability_period p ON p.case_id = r.case_id AND p.payer_id = a.payer_id
     AND p.care_type = a.care_type AND NOT p.reasons && %(improper)s::varchar[]
    JOIN discharge_case c ON c.id = r.case_id
), by_person AS (
    SELECT payer_id, month, patient_id, sum(days) AS days, sum(kronor) AS kronor,
           sum(without_rate) AS without_rate, bool_or(in_mean) AS in_mean
    FROM said GROUP BY payer_id, month, patient_id
)
SELECT payer_id, month, count(patient_id) FILTER (WHERE days > 0 OR in_mean),
       sum(days)::int, sum(kronor)::int, sum(without_rate)::int
FROM by_person
WHERE cardinality(%(payers)s::varchar[]) = 0 OR payer_id = ANY (%(payers)s::varchar[])
GROUP BY payer_id, month
"""
