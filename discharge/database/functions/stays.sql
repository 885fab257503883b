-- Has the person an open stay, by this number or one that is linked? Answers only: none, yours (with the case) or
-- elsewhere.
CREATE FUNCTION discharge_find_open_stay(p_number text) RETURNS TABLE (answer text, case_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    found uuid;
BEGIN
    IF app_role() IS DISTINCT FROM 'inpatient' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only inpatient care looks up a number';
    END IF;
    SELECT c.id INTO found FROM discharge_patient p
        CROSS JOIN LATERAL discharge_same_person(p.id) AS same (id) JOIN discharge_case c ON c.patient_id = same.id
        WHERE p.identity_number = p_number AND NOT p.number_is_wrong AND c.is_open AND c.kind = 'stay';
    IF found IS NULL THEN
        RETURN QUERY SELECT 'none', NULL::uuid;
    ELSIF discharge_takes_part(found) THEN
        RETURN QUERY SELECT 'yours', found;
    ELSE
        RETURN QUERY SELECT 'elsewhere', NULL::uuid;
    END IF;
END $$;
GRANT EXECUTE ON FUNCTION discharge_find_open_stay TO vardovergang_app;

-- Ask the unit that has the person's open stay to hand it over; tells the asker nothing about the case.
CREATE FUNCTION discharge_request_handover(p_id uuid, p_number text, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF app_role() IS DISTINCT FROM 'inpatient' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only inpatient care asks for a handover';
    END IF;
    INSERT INTO discharge_handover_request
        (id, case_id, from_unit_id, to_unit_id, requested_by_id, requested_at, closed_at)
    SELECT p_id, c.id, app_unit(), c.ward_id, app_assignment(), p_at, NULL
    FROM discharge_patient x
    CROSS JOIN LATERAL discharge_same_person(x.id) AS same (id) JOIN discharge_case c ON c.patient_id = same.id
    WHERE x.identity_number = p_number AND NOT x.number_is_wrong AND c.is_open AND c.kind = 'stay'
      AND c.ward_id <> app_unit()
    ON CONFLICT (case_id, from_unit_id) WHERE closed_at IS NULL DO NOTHING;
    RETURN EXISTS (SELECT 1 FROM discharge_handover_request h
                   JOIN discharge_case c ON c.id = h.case_id
                   CROSS JOIN LATERAL discharge_same_person(c.patient_id) AS same (id)
                   JOIN discharge_patient x ON x.id = same.id
                   WHERE x.identity_number = p_number AND NOT x.number_is_wrong
                     AND h.from_unit_id = app_unit() AND h.closed_at IS NULL);
END $$;
GRANT EXECUTE ON FUNCTION discharge_request_handover TO vardovergang_app;

-- When the person's other stays were, also by a number that is linked, so that no two overlap; told to a ward alone: nobody else says when a stay
-- began or ended. It tells moments, nothing of where or of which care.
CREATE FUNCTION discharge_other_stays(p_case uuid)
RETURNS TABLE (admitted_at timestamptz, ended_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT o.admitted_at, least(o.discharged_at, o.deceased_at)
    FROM discharge_case c
    CROSS JOIN LATERAL discharge_same_person(c.patient_id) AS same (id)
    JOIN discharge_case o ON o.patient_id = same.id AND o.id <> c.id
    WHERE c.id = p_case AND o.kind = 'stay' AND o.mistaken_at IS NULL AND app_role() = 'inpatient' AND discharge_acts(p_case)
    ORDER BY o.admitted_at
$$;
GRANT EXECUTE ON FUNCTION discharge_other_stays TO vardovergang_app;
