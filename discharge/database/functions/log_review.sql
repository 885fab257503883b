-- Whether somebody at the reviewer's organisation has read of the person, by whichever of linked numbers.
CREATE FUNCTION discharge_in_reviewed_log(p_patient uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT EXISTS (
        SELECT 1
        FROM (SELECT ARRAY (SELECT discharge_same_person(p_patient)) AS ids) p
        CROSS JOIN LATERAL (SELECT ARRAY (SELECT id FROM discharge_case WHERE patient_id = ANY (p.ids)) AS ids) c
        JOIN municipalities_access_log l
            ON l.patient_id = ANY (p.ids) OR l.case_id = ANY (c.ids) OR l.case_ids && c.ids
        JOIN municipalities_unit u ON u.id = l.unit_id AND u.organisation_id = app_reviewed_organisation())
$$;

-- The person by number, if somebody at the organisation has read about him or her, with all that goes by a number that is
-- linked; asked for with a reason. The numbers are for finding look-ups by their digests, and are never shown.
CREATE FUNCTION discharge_log_person(p_number text)
RETURNS TABLE (patients uuid[], numbers text[], name text, protected boolean, cases uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT same.ids,
           ARRAY (SELECT o.identity_number FROM discharge_patient o WHERE o.id = ANY (same.ids) AND NOT o.number_is_wrong),
           concat_ws(' ', v.given_name, v.family_name), p.protected_identity,
           ARRAY (SELECT c.id FROM discharge_case c WHERE c.patient_id = ANY (same.ids))
    FROM discharge_patient p
    CROSS JOIN LATERAL (SELECT ARRAY (SELECT discharge_same_person(p.id)) AS ids) same
    JOIN LATERAL (SELECT * FROM discharge_person_version x
                  WHERE x.patient_id = ANY (same.ids) ORDER BY x.registered_at DESC LIMIT 1) v ON true
    WHERE p.identity_number = p_number AND NOT p.number_is_wrong AND discharge_in_reviewed_log(p.id)
$$;
GRANT EXECUTE ON FUNCTION discharge_log_person TO vardovergang_app;

-- The case of that reference, if its person is in the reviewer's log.
CREATE FUNCTION discharge_log_case(p_reference text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT id FROM discharge_case WHERE reference = p_reference AND discharge_in_reviewed_log(patient_id)
$$;
GRANT EXECUTE ON FUNCTION discharge_log_case TO vardovergang_app;

-- What pages call the cases of the log's rows; no name.
CREATE FUNCTION discharge_log_cases(p_cases uuid[])
RETURNS TABLE (case_id uuid, reference text, protected boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT c.id, c.reference, p.protected_identity
    FROM discharge_case c JOIN discharge_patient p ON p.id = c.patient_id
    WHERE c.id = ANY (p_cases) AND EXISTS (
        SELECT 1 FROM municipalities_access_log l
        JOIN municipalities_unit u ON u.id = l.unit_id
             AND u.organisation_id = (SELECT app_reviewed_organisation())
        WHERE l.case_id = c.id)
$$;
GRANT EXECUTE ON FUNCTION discharge_log_cases TO vardovergang_app;

-- Readings of single persons in a period, with what the rules compare: the name and address that were registered
-- last. Lists show many persons and are left out.
CREATE FUNCTION discharge_log_readings(p_from timestamptz, p_to timestamptz, p_limit integer)
RETURNS TABLE (id uuid, at timestamptz, user_id bigint, unit_id uuid, action text, case_id uuid,
               given_name text, family_name text, address text, protected boolean, homes text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    WITH read AS (
        SELECT l.id, l.at, l.user_id, l.unit_id, l.action, l.case_id,
               coalesce(l.patient_id, c.patient_id) AS patient_id
        FROM municipalities_access_log l
        JOIN municipalities_unit u ON u.id = l.unit_id
             AND u.organisation_id = (SELECT app_reviewed_organisation())
        LEFT JOIN discharge_case c ON c.id = l.case_id
        WHERE l.at >= p_from AND l.at < p_to AND coalesce(l.patient_id, c.patient_id) IS NOT NULL
        ORDER BY l.at, l.id
        LIMIT p_limit
    ), homes AS (
        SELECT r.user_id, array_agg(DISTINCT concat_ws(' ', v.street, v.postal_code)) AS homes
        FROM (SELECT DISTINCT read.user_id FROM read) r
        JOIN municipalities_user u ON u.id = r.user_id
        JOIN discharge_person_version v
            ON discharge_name_words(v.family_name) = discharge_name_words(u.last_name)
           AND discharge_name_words(v.given_name) = discharge_name_words(u.first_name)
        WHERE v.street <> ''
        GROUP BY r.user_id
    )
    SELECT r.id, r.at, r.user_id, r.unit_id, r.action, r.case_id, v.given_name, v.family_name,
           CASE WHEN v.street = '' THEN '' ELSE concat_ws(' ', v.street, v.postal_code) END,
           p.protected_identity, coalesce(h.homes, '{}')
    FROM read r
    JOIN discharge_patient p ON p.id = r.patient_id
    JOIN LATERAL (SELECT * FROM discharge_person_version x
                  WHERE x.patient_id = p.id ORDER BY x.registered_at DESC LIMIT 1) v ON true
    LEFT JOIN homes h ON h.user_id = r.user_id
    ORDER BY r.at, r.id
$$;
GRANT EXECUTE ON FUNCTION discharge_log_readings TO vardovergang_app;

-- What a log reviewer judges a reading by: the unit's part in the case, the reader's role, and what was read and
-- written there. Of one reading in the log of the own organisation: no name, no number and no content.
CREATE FUNCTION discharge_log_relation(p_reading uuid)
RETURNS TABLE (role text, part_since timestamptz, part_ended timestamptz, took boolean, begun timestamptz,
               over timestamptz, wrote bigint, wrote_last timestamptz, read bigint, read_first timestamptz,
               read_last timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT a.role, p.since, p.ended_at, coalesce(p.responsible_id = l.user_id, false), c.admitted_at,
           CASE WHEN c.is_open THEN NULL
                ELSE coalesce(c.sip_closed_at, c.deceased_at, c.discharged_at, c.changed_at) END,
           w.number, w.latest, r.number, r.earliest, r.latest
    FROM municipalities_access_log l
    JOIN municipalities_unit u ON u.id = l.unit_id AND u.organisation_id = (SELECT app_reviewed_organisation())
    JOIN discharge_case c ON c.id = l.case_id
    LEFT JOIN municipalities_assignment a ON a.id = l.assignment_id
    LEFT JOIN discharge_participation p ON p.case_id = l.case_id AND p.unit_id = l.unit_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS number, max(m.sent_at) AS latest FROM discharge_message m
        JOIN municipalities_assignment s ON s.id = m.sender_id AND s.user_id = l.user_id
        WHERE m.case_id = l.case_id) w
    CROSS JOIN LATERAL (
        SELECT count(*) AS number, min(x.at) AS earliest, max(x.at) AS latest FROM municipalities_access_log x
        JOIN municipalities_unit y ON y.id = x.unit_id AND y.organisation_id = u.organisation_id
        WHERE x.case_id = l.case_id AND x.user_id = l.user_id AND NOT x.refused) r
    WHERE l.id = p_reading
$$;
GRANT EXECUTE ON FUNCTION discharge_log_relation TO vardovergang_app;

-- Who at the units that never should have had it had opened a case that was about the wrong person, or seen it in a
-- list, and when: told to the ward that took it back, or to who took back a SIP.
CREATE FUNCTION discharge_opened_in_error(p_case uuid)
RETURNS TABLE (who text, unit_id uuid, opened bigint, listed bigint, first_at timestamptz, last_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT coalesce(nullif(concat_ws(' ', u.first_name, u.last_name), ''), u.username), p.unit_id,
           count(*) FILTER (WHERE l.case_id = p_case), count(*) FILTER (WHERE l.case_id IS DISTINCT FROM p_case),
           min(l.at), max(l.at)
    FROM discharge_participation p
    JOIN municipalities_access_log l ON l.unit_id = p.unit_id AND NOT l.refused
         AND (l.case_id = p_case OR l.case_ids @> ARRAY[p_case])
    JOIN municipalities_user u ON u.id = l.user_id
    WHERE p.case_id = p_case AND p.mistaken_at IS NOT NULL AND gives_care(app_role()) AND EXISTS (
        SELECT 1 FROM discharge_message m
        WHERE m.case_id = p_case AND m.type = 'sent_in_error' AND m.sender_unit_id = app_unit())
    GROUP BY u.id, p.unit_id
$$;
GRANT EXECUTE ON FUNCTION discharge_opened_in_error TO vardovergang_app;
