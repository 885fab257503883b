-- The case that this transaction decides in for the region, between the opening and the closing of its door; null for
-- everybody else.
CREATE FUNCTION discharge_decides_in() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF coalesce(current_setting('app.decides_in', true), '') = '' OR app_role() IS DISTINCT FROM 'invoicer' THEN
        RETURN NULL;
    END IF;
    RETURN current_setting('app.decides_in')::uuid;
END $$;
GRANT EXECUTE ON FUNCTION discharge_decides_in TO vardovergang_app, vardovergang_worker;

-- Opens the door to the case of that reference, for the region's invoicer with the right to close months, in a
-- transaction that writes: what follows from the decision is derived from facts, and no content and no name is read.
CREATE FUNCTION discharge_open_decision(p_reference text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    found uuid;
BEGIN
    IF app_role() IS DISTINCT FROM 'invoicer' OR current_setting('transaction_read_only') = 'on' OR NOT EXISTS (
        SELECT FROM municipalities_assignment a
        JOIN municipalities_unit u ON u.id = a.unit_id
        JOIN municipalities_organisation_permission g
            ON g.content_object_id = u.organisation_id AND g.user_id = a.user_id
        JOIN auth_permission p ON p.id = g.permission_id AND p.codename = 'close_months'
        WHERE a.id = app_assignment()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only the region''s invoicer decides in a case';
    END IF;
    SELECT id INTO found FROM discharge_case WHERE reference = p_reference;
    PERFORM set_config('app.decides_in', coalesce(found::text, ''), true);
    RETURN found;
END $$;
GRANT EXECUTE ON FUNCTION discharge_open_decision TO vardovergang_app;

-- Closes the door again, also where the transaction goes on.
CREATE FUNCTION discharge_close_decision() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM set_config('app.decides_in', '', true);
END $$;
GRANT EXECUTE ON FUNCTION discharge_close_decision TO vardovergang_app;

-- What the region's invoicer meets of a case before deciding in it: that there is one, and which municipality and
-- district hold, said by which message; and whether the form has been sent already. No person and no content.
CREATE FUNCTION discharge_decision_basis(p_reference text, p_submission uuid)
RETURNS TABLE (case_id uuid, is_sent boolean, kind text, admitted_at timestamptz, mistaken_at timestamptz,
               municipality text, placed_by text, district uuid, said uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT c.id, EXISTS (SELECT FROM discharge_message m WHERE m.submission = p_submission AND m.case_id = c.id),
           c.kind, c.admitted_at, c.mistaken_at, s.facts->>'municipality', s.facts->>'placed_by',
           CASE WHEN s.type = 'admission_notice' AND s.facts->>'placed_by' <> '' THEN s.facts->>'placing_district'
                ELSE s.facts->>'district' END::uuid, s.said
    FROM discharge_case c
    LEFT JOIN LATERAL (
        SELECT coalesce(m.corrects_id, m.id) AS said, m.type, m.facts FROM discharge_message m
        WHERE m.case_id = c.id AND m.type IN ('admission_notice', 'municipality_correction')
        ORDER BY m.type = 'municipality_correction' DESC, m.sent_at DESC, m.id DESC LIMIT 1) s ON true
    WHERE c.reference = p_reference AND app_role() = 'invoicer'
$$;
GRANT EXECUTE ON FUNCTION discharge_decision_basis TO vardovergang_app;

-- Whether the region may enter what the unit sent outside the system: one that acts in the case of a person who is not
-- protected, whose parties tell where he or she is. Nobody but the invoicer learns who takes part in what.
CREATE FUNCTION discharge_enters_for(p_case uuid, p_unit uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM discharge_participation p
                   JOIN discharge_case c ON c.id = p.case_id
                   JOIN discharge_patient x ON x.id = c.patient_id
                   WHERE app_role() = 'invoicer' AND p.case_id = p_case AND p.unit_id = p_unit
                     AND p.ended_at IS NULL AND c.kind = 'stay' AND c.mistaken_at IS NULL AND NOT x.protected_identity)
$$;
GRANT EXECUTE ON FUNCTION discharge_enters_for TO vardovergang_app;

-- The units that act in the case, of which the region asks what the ward had told on paper. Nothing else of the case.
CREATE FUNCTION discharge_parts_to_enter_for(p_reference text)
RETURNS TABLE (unit_id uuid, party text, municipality text, since timestamptz, is_ward boolean, care_type text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT p.unit_id, p.party, u.municipality_id, p.since, p.unit_id = c.ward_id, c.care_type
    FROM discharge_case c
    JOIN discharge_participation p ON p.case_id = c.id
    JOIN municipalities_unit u ON u.id = p.unit_id
    WHERE c.reference = p_reference AND discharge_enters_for(c.id, p.unit_id)
    ORDER BY p.since, p.unit_id
$$;
GRANT EXECUTE ON FUNCTION discharge_parts_to_enter_for TO vardovergang_app;
