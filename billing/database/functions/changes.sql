-- Terms or rates have changed: what was computed, was computed by an older version.
CREATE FUNCTION billing_new_rules_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    UPDATE billing_rules_version SET version = gen_random_uuid();
    RETURN NULL;
END $$;

-- The night computes the case anew.
CREATE FUNCTION billing_note_changed_facts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO billing_uncomputed_case (case_id, payer)
    SELECT id, coalesce(payer_id, '') FROM discharge_case WHERE id = NEW.case_id
    ON CONFLICT (case_id) DO UPDATE SET payer = excluded.payer;
    RETURN NULL;
END $$;

-- The year of the rate is computed anew, as it was and as it is.
CREATE FUNCTION billing_note_changed_rate() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO billing_changed_rules (care_type, days)
    SELECT DISTINCT rate.care_type, daterange(make_date(rate.year, 1, 1), make_date(rate.year + 1, 1, 1))
    FROM (VALUES (OLD.year, OLD.care_type), (NEW.year, NEW.care_type)) AS rate (year, care_type)
    WHERE rate.year IS NOT NULL AND OLD IS DISTINCT FROM NEW;
    RETURN NULL;
END $$;

-- For terms that only end earlier or later, just the days that are theirs no longer, or now.
CREATE FUNCTION billing_note_changed_terms() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    old_days datemultirange := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE datemultirange(OLD.valid) END;
    new_days datemultirange := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE datemultirange(NEW.valid) END;
    changed datemultirange := old_days + new_days;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'valid' = to_jsonb(NEW) - 'valid' THEN
        changed := changed - old_days * new_days;
    END IF;
    INSERT INTO billing_changed_rules (agreement_id, care_type, days)
    SELECT DISTINCT line.agreement_id, line.care_type, days
    FROM (VALUES (OLD.agreement_id, OLD.care_type), (NEW.agreement_id, NEW.care_type)) AS line (agreement_id, care_type),
         unnest(changed) AS days
    WHERE line.agreement_id IS NOT NULL;
    RETURN NULL;
END $$;

-- Where no month was closed with a mean, nothing is noted. A note may lie there twice: two workers that
-- note the same month don't wait for each other.
CREATE FUNCTION billing_note_changed_average() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO billing_changed_average (month)
        SELECT DISTINCT m.month
        FROM (SELECT closed_on FROM old_rows UNION SELECT closed_on FROM new_rows) AS changed
        JOIN billing_month m ON m.month = date_trunc('month', changed.closed_on)::date
        JOIN billing_ledger_average a ON a.billing_month_id = m.id;
    ELSE
        INSERT INTO billing_changed_average (month)
        SELECT DISTINCT m.month
        FROM new_rows AS changed
        JOIN billing_month m ON m.month = date_trunc('month', changed.closed_on)::date
        JOIN billing_ledger_average a ON a.billing_month_id = m.id;
    END IF;
    RETURN NULL;
END $$;

-- The averages of all closed months are computed anew.
CREATE FUNCTION billing_note_every_average() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO billing_changed_average (month)
    SELECT DISTINCT m.month FROM billing_month m JOIN billing_ledger_average a ON a.billing_month_id = m.id;
    RETURN NULL;
END $$;
