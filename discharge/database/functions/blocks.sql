-- Whether what the unit has written in the case is blocked for who acts.
CREATE FUNCTION discharge_is_blocked(p_case uuid, p_unit uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    RETURN p_unit IS DISTINCT FROM app_unit() AND EXISTS (
        SELECT 1 FROM discharge_case c
        CROSS JOIN LATERAL discharge_same_person(c.patient_id) AS same (id)
        JOIN discharge_block b ON b.patient_id = same.id AND b.unit_id = p_unit AND b.lifted_at IS NULL
        WHERE c.id = p_case AND NOT EXISTS (
            SELECT 1 FROM discharge_block_opening o
            WHERE o.block_id = b.id AND o.assignment_id = app_assignment() AND o.until > now()));
END $$;
GRANT EXECUTE ON FUNCTION discharge_is_blocked TO vardovergang_app;

-- Whether the unit takes part in a case of the person together with the reader.
CREATE FUNCTION discharge_shares_case(p_patient uuid, p_unit uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT EXISTS (SELECT 1 FROM discharge_participation mine
                   JOIN discharge_participation theirs ON theirs.case_id = mine.case_id
                   WHERE mine.patient_id IN (SELECT discharge_same_person(p_patient))
                     AND mine.unit_id = app_unit() AND mine.ended_at IS NULL
                     AND theirs.unit_id = p_unit)
$$;
GRANT EXECUTE ON FUNCTION discharge_shares_case TO vardovergang_app;

-- A block of the case's person, by whichever of linked numbers it was set, for who acts in the case.
CREATE FUNCTION discharge_is_block_of(p_block uuid, p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT discharge_acts(p_case) AND EXISTS (
        SELECT 1 FROM discharge_case c
        CROSS JOIN LATERAL discharge_same_person(c.patient_id) AS same (id)
        JOIN discharge_block b ON b.patient_id = same.id
        WHERE b.id = p_block AND c.id = p_case)
$$;
GRANT EXECUTE ON FUNCTION discharge_is_block_of TO vardovergang_app;

-- A block is opened in a case of its own person in which the reader takes part.
CREATE FUNCTION discharge_may_open_block(p_block uuid, p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT discharge_is_block_of(p_block, p_case) AND EXISTS (
        SELECT 1 FROM discharge_block b WHERE b.id = p_block AND b.lifted_at IS NULL AND b.unit_id <> app_unit())
$$;
GRANT EXECUTE ON FUNCTION discharge_may_open_block TO vardovergang_app;

-- A block as it is seen from one case. Of a unit without a part in the case only that something is blocked: one
-- row without unit and time, whatever their number.
CREATE FUNCTION discharge_blocks_seen(p_case uuid)
RETURNS TABLE (id uuid, unit_id uuid, set_at timestamptz, is_own boolean, opened_until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    WITH holds AS (
        SELECT b.id, b.unit_id, b.set_at, b.unit_id = app_unit() AS is_own, o.until,
               EXISTS (SELECT 1 FROM discharge_participation p
                       WHERE p.case_id = p_case AND p.unit_id = b.unit_id) OR o.until IS NOT NULL AS is_named
        FROM discharge_case c
        CROSS JOIN LATERAL discharge_same_person(c.patient_id) AS same (id)
        JOIN discharge_block b ON b.patient_id = same.id AND b.lifted_at IS NULL
        LEFT JOIN LATERAL (
            SELECT max(o.until) AS until FROM discharge_block_opening o
            WHERE o.block_id = b.id AND o.assignment_id = app_assignment() AND o.until > now()) o ON true
        WHERE c.id = p_case AND (SELECT discharge_acts(p_case))
    ), named AS (
        SELECT h.id, h.unit_id, h.set_at, h.is_own, h.until FROM holds h WHERE h.is_own OR h.is_named
    ), hidden AS (
        SELECT h.id, NULL::uuid, NULL::timestamptz, false, NULL::timestamptz FROM holds h
        WHERE NOT (h.is_own OR h.is_named) ORDER BY h.id LIMIT 1
    )
    SELECT * FROM named UNION ALL SELECT * FROM hidden ORDER BY 3 NULLS LAST
$$;
GRANT EXECUTE ON FUNCTION discharge_blocks_seen TO vardovergang_app;
