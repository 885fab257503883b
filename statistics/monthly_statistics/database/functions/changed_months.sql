-- Days were added or taken away: their months are counted anew. A month may be noted twice, so that two workers that
-- note the same one don't wait for each other.
CREATE FUNCTION statistics_note_days() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO statistics_changed_month (month)
    SELECT DISTINCT date_trunc('month', date::timestamp)::date FROM changed;
    RETURN NULL;
END $$;

-- The same of ready periods, which count in the month of their notice where they have no day.
CREATE FUNCTION statistics_note_periods() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO statistics_changed_month (month)
    SELECT DISTINCT date_trunc('month', sent_at AT TIME ZONE 'Europe/Stockholm')::date
    FROM changed WHERE ready_days = 0;
    RETURN NULL;
END $$;

-- What is said of a SIP has changed: the months of the meetings and follow-ups that it told of, and of those that it tells of.
CREATE FUNCTION statistics_note_sips() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO statistics_changed_month (month)
    SELECT DISTINCT date_trunc('month', done.day)::date
    FROM (VALUES (OLD.facts), (NEW.facts)) AS said (facts), LATERAL (
        SELECT (meeting->>'held_at')::timestamptz AT TIME ZONE 'Europe/Stockholm'
        FROM jsonb_array_elements(said.facts->'meetings') AS meeting
        UNION ALL
        SELECT (follow_up->>'on')::timestamp FROM jsonb_array_elements(said.facts->'follow_ups') AS follow_up
    ) AS done (day)
    WHERE done.day IS NOT NULL;
    RETURN NULL;
END $$;

-- A number was linked with another, or the link undone: whom its cases count as, and of which age, is another.
CREATE FUNCTION statistics_note_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO statistics_changed_month (month)
    SELECT DISTINCT date_trunc('month', counted.day)::date
    FROM discharge_case c, LATERAL (
        SELECT d.date::timestamp FROM billing_liability_period p JOIN billing_liability_day d ON d.period_id = p.id
        WHERE p.case_id = c.id
        UNION ALL
        SELECT p.sent_at AT TIME ZONE 'Europe/Stockholm' FROM billing_liability_period p
        WHERE p.case_id = c.id AND p.ready_days = 0
        UNION ALL
        SELECT (meeting->>'held_at')::timestamptz AT TIME ZONE 'Europe/Stockholm'
        FROM discharge_sip_facts f, jsonb_array_elements(f.facts->'meetings') AS meeting WHERE f.case_id = c.id
        UNION ALL
        SELECT (follow_up->>'on')::timestamp
        FROM discharge_sip_facts f, jsonb_array_elements(f.facts->'follow_ups') AS follow_up WHERE f.case_id = c.id
    ) AS counted (day)
    WHERE c.patient_id = NEW.id AND counted.day IS NOT NULL;
    RETURN NULL;
END $$;
