-- A name as municipalities/swedish/sorting.py sorts it: Å, Ä and Ö after Z, other accents and case left out.
CREATE FUNCTION discharge_sort_key(p_name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT regexp_replace(
        normalize(replace(replace(replace(replace(replace(replace(replace(
            lower(normalize(p_name, NFC)),
            'ß', 'ss'), 'å', '{1'), 'ä', '{2'), 'æ', '{2'), 'ö', '{3'), 'ø', '{3'), 'ü', 'y'), NFD),
        '[\u0300-\u036f]', '', 'g')
$$;

-- Where the parts stand in their units' lists: the name as the part's unit knows it, and where the person lies or, for a
-- ward, comes from. Of a protected identity, and of what was sent in error, lists tell neither, and no order does.
CREATE FUNCTION discharge_list_parts(p_parts uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO discharge_listed_part AS old (part_id, unit_id, goes_on, is_closed, name, place)
    SELECT p.id, p.unit_id,
           p.goes_on,
           NOT p.in_hospital AND NOT p.sip_running,
           -- A tab stands before every letter: a shorter family name comes first.
           CASE WHEN x.protected_identity OR v.id IS NULL THEN '~'
                ELSE discharge_sort_key(v.family_name || E'\t' || v.given_name) END,
           CASE WHEN x.protected_identity OR NOT p.active THEN ''
                WHEN p.party <> 'inpatient' THEN coalesce(p.ward_id::text, '')
                ELSE coalesce(p.district_id::text, p.payer_id, '') END
    FROM discharge_participation p
    JOIN discharge_patient x ON x.id = p.patient_id
    LEFT JOIN LATERAL (
        SELECT o.id, o.family_name, o.given_name FROM discharge_person_version o
        WHERE o.case_id = p.case_id AND (p.ended_at IS NULL OR o.registered_at <= p.ended_at)
        ORDER BY o.registered_at DESC LIMIT 1) v ON true
    WHERE p.id = ANY (p_parts) AND p.mistaken_at IS NULL
    ON CONFLICT (part_id) DO UPDATE
        SET (goes_on, is_closed, name, place) = ROW (excluded.goes_on, excluded.is_closed, excluded.name, excluded.place)
        WHERE (old.goes_on, old.is_closed, old.name, old.place)
            IS DISTINCT FROM (excluded.goes_on, excluded.is_closed, excluded.name, excluded.place);
END $$;

CREATE FUNCTION list_new_parts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM discharge_list_parts(ARRAY (SELECT id FROM added));
    RETURN NULL;
END $$;

-- The part has changed in what lists sort by.
CREATE FUNCTION list_part() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM discharge_list_parts(ARRAY[NEW.id]);
    RETURN NULL;
END $$;

-- Who takes part still knows the person as registered last. Most are registered before anybody takes part.
CREATE FUNCTION list_parts_of_persons() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    parts uuid[] := ARRAY (SELECT p.id FROM added v JOIN discharge_participation p USING (case_id) WHERE p.ended_at IS NULL);
BEGIN
    IF parts <> '{}' THEN
        PERFORM discharge_list_parts(parts);
    END IF;
    RETURN NULL;
END $$;

-- A protection holds in all of the person's cases, and for those whose part has ended.
CREATE FUNCTION list_parts_of_patient() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM discharge_list_parts(ARRAY (SELECT id FROM discharge_participation WHERE patient_id = NEW.id));
    RETURN NULL;
END $$;

-- What a unit has to do in a case, a row a task: each message that it owes, and to acknowledge as one. What is to be
-- acknowledged has no time of its own.
CREATE FUNCTION discharge_own_tasks(p_tasks jsonb, p_to_acknowledge smallint, p_unread_since timestamptz)
RETURNS TABLE (type text, since timestamptz, due timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 2
AS $$
    SELECT key, (value ->> 'since')::timestamptz, (value ->> 'due')::timestamptz FROM jsonb_each(p_tasks)
    UNION ALL
    SELECT 'acknowledge', p_unread_since, NULL WHERE p_to_acknowledge > 0
$$;
GRANT EXECUTE ON FUNCTION discharge_own_tasks TO vardovergang_app;
