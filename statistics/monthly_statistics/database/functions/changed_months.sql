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
