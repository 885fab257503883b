-- What lines of months come to, added anew from all of them, of each payer and of all together, and every day of a ready
-- period: what billing_month_sum says. All kept means together leave out those of no cases, and the rate where it charges nothing.
CREATE VIEW billing_month_line_sum WITH (security_invoker = true) AS
SELECT source, by_mean, payer_id, coalesce(care_type, '') AS care_type, month, coalesce(booked_in, month) AS billed_in,
       rate_status, count(*)::int AS lines, sum(cases)::int AS cases, sum(days)::int AS days,
       sum(kronor)::bigint AS kronor, sum(days_without_rate)::int AS days_without_rate
FROM billing_month_line
GROUP BY source, by_mean, month, coalesce(booked_in, month), rate_status, GROUPING SETS ((payer_id, care_type), ())
HAVING payer_id IS NOT NULL OR source <> 'kept' OR NOT by_mean
UNION ALL
SELECT 'kept', true, NULL, '', month, month, CASE WHEN days > 0 THEN rate_status ELSE '' END,
       count(*)::int, sum(cases)::int, sum(days)::int, sum(kronor)::bigint, sum(days_without_rate)::int
FROM billing_month_line WHERE source = 'kept' AND by_mean AND cases > 0
GROUP BY month, CASE WHEN days > 0 THEN rate_status ELSE '' END
UNION ALL
SELECT 'day', false, payer_id, '', month, month, '', count(*)::int, NULL, 0, 0, 0
FROM (SELECT p.payer_id, date_trunc('month', d.date::timestamp)::date AS month
      FROM billing_liability_day d JOIN billing_liability_period p ON p.id = d.period_id) AS days
GROUP BY month, GROUPING SETS ((payer_id), ())
HAVING payer_id IS NOT NULL OR grouping(payer_id) = 1;
GRANT SELECT ON billing_month_line_sum TO vardovergang_worker;
