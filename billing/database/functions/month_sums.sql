-- What was added to the newest days, or taken away from them, is added to the sums of months, of each payer and of all
-- together. Rows are only put beside those that lie there: two workers that write days of a month don't wait for each other.
CREATE FUNCTION billing_add_days_to_sums() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO billing_month_sum (source, by_mean, payer_id, care_type, month, billed_in, rate_status,
                                   lines, days, kronor, days_without_rate)
    WITH summed AS (
        SELECT p.payer_id, p.care_type, date_trunc('month', d.date::timestamp)::date AS month,
               d.state = 'charged' AS charged, d.rate_status, count(*) AS lines, count(d.rate) AS rated,
               coalesce(sum(d.rate), 0) AS kronor
        FROM changed d JOIN billing_liability_period p ON p.id = d.period_id
        GROUP BY 1, 2, 3, 4, 5
    ), signed AS (SELECT CASE TG_OP WHEN 'DELETE' THEN -1 ELSE 1 END AS sign)
    SELECT 'newest', false, payer_id, coalesce(care_type, ''), month, month, rate_status,
           sign * sum(lines), sign * sum(lines), sign * sum(kronor), sign * sum(lines - rated)
    FROM summed, signed WHERE charged AND payer_id IS NOT NULL
    GROUP BY sign, month, rate_status, GROUPING SETS ((payer_id, care_type), ())
    UNION ALL
    SELECT 'day', false, payer_id, '', month, month, '', sign * sum(lines), 0, 0, 0
    FROM summed, signed
    GROUP BY sign, month, GROUPING SETS ((payer_id), ()) HAVING payer_id IS NOT NULL OR grouping(payer_id) = 1;
    RETURN NULL;
END $$;

-- The days that a month is closed with.
CREATE FUNCTION billing_add_kept_days_to_sums() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO billing_month_sum (source, by_mean, payer_id, care_type, month, billed_in, rate_status,
                                   lines, days, kronor, days_without_rate)
    SELECT 'kept', false, l.payer_id, coalesce(l.care_type, ''), m.month, m.month, l.rate_status,
           count(*), count(*), coalesce(sum(l.rate), 0), count(*) - count(l.rate)
    FROM added l JOIN billing_month m ON m.id = l.billing_month_id AND m.closing = l.closing
    WHERE m.state = 'closed'
    GROUP BY m.month, l.rate_status, GROUPING SETS ((l.payer_id, l.care_type), ());
    RETURN NULL;
END $$;

-- The means that a month is closed with; together they leave out those of no cases, and the rate where it charges nothing.
CREATE FUNCTION billing_add_kept_means_to_sums() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO billing_month_sum (source, by_mean, payer_id, care_type, month, billed_in, rate_status,
                                   lines, cases, days, kronor, days_without_rate)
    WITH mean AS (
        SELECT a.payer_id, a.care_type, m.month, a.rate_status, a.cases, a.days, a.days * coalesce(a.rate, 0) AS kronor,
               CASE WHEN a.rate IS NULL THEN a.days ELSE 0 END AS days_without_rate
        FROM added a JOIN billing_month m ON m.id = a.billing_month_id AND m.closing = a.closing
        WHERE m.state = 'closed'
    )
    SELECT 'kept', true, payer_id, care_type, month, month, rate_status, 1, cases, days, kronor, days_without_rate
    FROM mean
    UNION ALL
    SELECT 'kept', true, NULL, '', month, month, CASE WHEN days > 0 THEN rate_status ELSE '' END,
           count(*), sum(cases), sum(days), sum(kronor), sum(days_without_rate)
    FROM mean WHERE cases > 0 GROUP BY month, CASE WHEN days > 0 THEN rate_status ELSE '' END;
    RETURN NULL;
END $$;

-- What is booked since, of cases or of means.
CREATE FUNCTION billing_add_booked_to_sums() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO billing_month_sum (source, by_mean, payer_id, care_type, month, billed_in, rate_status,
                                   lines, days, kronor, days_without_rate)
    SELECT 'booked', TG_TABLE_NAME = 'billing_average_correction', payer_id, coalesce(care_type, ''),
           month, booked_in, '', count(*), sum(days), sum(kronor), sum(days_without_rate)
    FROM added GROUP BY month, booked_in, GROUPING SETS ((payer_id, care_type), ());
    RETURN NULL;
END $$;

-- What a month keeps is other lines once it is opened, or closed again.
CREATE FUNCTION billing_change_kept_sums() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    changed date[] := ARRAY(
        SELECT DISTINCT n.month FROM old_rows o JOIN new_rows n USING (id)
        WHERE (o.state, o.closing) IS DISTINCT FROM (n.state, n.closing));
BEGIN
    DELETE FROM billing_month_sum WHERE source = 'kept' AND billed_in = ANY (changed);
    INSERT INTO billing_month_sum (source, by_mean, payer_id, care_type, month, billed_in, rate_status,
                                   lines, cases, days, kronor, days_without_rate)
    SELECT source, by_mean, payer_id, care_type, month, billed_in, rate_status,
           lines, cases, days, kronor, days_without_rate
    FROM billing_month_line_sum WHERE source = 'kept' AND month = ANY (changed);
    RETURN NULL;
END $$;

-- One row in the place of several of the same kind, and none where they come to nothing. What others put there
-- meanwhile stays.
CREATE FUNCTION billing_pack_month_sums() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    WITH several AS (
        SELECT source, by_mean, payer_id, care_type, month, billed_in, rate_status FROM billing_month_sum
        GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING count(*) > 1
    ), taken AS (
        DELETE FROM billing_month_sum s USING several o
        WHERE s.source = o.source AND s.by_mean = o.by_mean AND s.payer_id IS NOT DISTINCT FROM o.payer_id
          AND s.care_type = o.care_type AND s.month = o.month AND s.billed_in = o.billed_in
          AND s.rate_status = o.rate_status
        RETURNING s.*
    )
    INSERT INTO billing_month_sum (source, by_mean, payer_id, care_type, month, billed_in, rate_status,
                                   lines, cases, days, kronor, days_without_rate)
    SELECT source, by_mean, payer_id, care_type, month, billed_in, rate_status,
           sum(lines), sum(cases), sum(days), sum(kronor), sum(days_without_rate)
    FROM taken GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(lines) <> 0
$$;
GRANT EXECUTE ON FUNCTION billing_pack_month_sums TO vardovergang_worker;

-- All sums anew, from the lines. Who writes lines meanwhile waits, and adds to the new ones.
CREATE FUNCTION billing_remake_month_sums() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    LOCK TABLE billing_month_sum IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM billing_month_sum;
    INSERT INTO billing_month_sum (source, by_mean, payer_id, care_type, month, billed_in, rate_status,
                                   lines, cases, days, kronor, days_without_rate)
    SELECT source, by_mean, payer_id, care_type, month, billed_in, rate_status,
           lines, cases, days, kronor, days_without_rate
    FROM billing_month_line_sum;
END $$;
GRANT EXECUTE ON FUNCTION billing_remake_month_sums TO vardovergang_worker;
