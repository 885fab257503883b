-- What months come to, line by line, for `billing.ledger.month_lines`: the newest charged days, the days and means
-- that closed months were closed with as they were closed last, and what was booked since.
CREATE VIEW billing_month_line WITH (security_invoker = true) AS
SELECT 'day ' || d.id AS id, 'newest'::text AS source, false AS by_mean, p.payer_id, p.care_type,
       date_trunc('month', d.date::timestamp)::date AS month, d.date AS day, NULL::date AS booked_in,
       p.district_id, d.case_id, NULL::int AS cases,
       1 AS days, coalesce(d.rate, 0) AS kronor, (d.rate IS NULL)::int AS days_without_rate, d.rate_status
FROM billing_liability_day d JOIN billing_liability_period p ON p.id = d.period_id
WHERE d.state = 'charged' AND p.payer_id IS NOT NULL
UNION ALL
SELECT 'kept day ' || l.id, 'kept', false, l.payer_id, l.care_type, m.month, m.month, NULL, l.district_id, l.case_id, NULL,
       1, coalesce(l.rate, 0), (l.rate IS NULL)::int, l.rate_status
FROM billing_month m JOIN billing_ledger_day l ON l.billing_month_id = m.id AND l.closing = m.closing
WHERE m.state = 'closed'
UNION ALL
SELECT 'kept mean ' || a.id, 'kept', true, a.payer_id, a.care_type, m.month, m.month, NULL, NULL, NULL, a.cases,
       a.days, a.days * coalesce(a.rate, 0), CASE WHEN a.rate IS NULL THEN a.days ELSE 0 END, a.rate_status
FROM billing_month m JOIN billing_ledger_average a ON a.billing_month_id = m.id AND a.closing = m.closing
WHERE m.state = 'closed'
UNION ALL
SELECT 'correction ' || c.id, 'booked', false, c.payer_id, c.care_type, c.month, c.month, c.booked_in, c.district_id, c.case_id, NULL,
       c.days, c.kronor, c.days_without_rate, ''
FROM billing_liability_correction c
UNION ALL
SELECT 'mean correction ' || c.id, 'booked', true, c.payer_id, c.care_type, c.month, c.month, c.booked_in, NULL, NULL, NULL,
       c.days, c.kronor, c.days_without_rate, ''
FROM billing_average_correction c;
GRANT SELECT ON billing_month_line TO vardovergang_app, vardovergang_worker;
