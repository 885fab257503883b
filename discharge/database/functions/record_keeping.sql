-- What a record keeper reads and does: of messages that the own organisation's units have written, which there are and
-- when, and never what they say or about whom. Everything is refused to everybody else.

-- A person's cases stand and fall together: what is held of one is held of all, by whichever of linked numbers.
CREATE FUNCTION discharge_is_held(p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT EXISTS (
        SELECT 1 FROM discharge_case c
        CROSS JOIN LATERAL discharge_same_person(c.patient_id) AS same (id)
        JOIN discharge_case o ON o.patient_id = same.id
        JOIN discharge_legal_hold h ON h.case_id = o.id AND h.lifted_at IS NULL
        WHERE c.id = p_case)
$$;

-- The own organisation's messages of the case with that reference, whose content is still there.
CREATE FUNCTION discharge_kept_messages(p_reference text)
RETURNS TABLE (case_id uuid, id uuid, type text, sent_at timestamptz, unit text, files bigint, held boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT c.id, m.id, m.type::text, m.sent_at, u.name::text,
           (SELECT count(*) FROM discharge_attachment f WHERE f.message_id = m.id), discharge_is_held(c.id)
    FROM discharge_case c
    JOIN discharge_message m ON m.case_id = c.id
    JOIN municipalities_unit u ON u.id = m.sender_unit_id AND u.organisation_id = (SELECT app_keeps_records_of())
    WHERE c.reference = p_reference AND NOT EXISTS (
        SELECT 1 FROM discharge_destruction d
        WHERE d.case_id = c.id AND d.confirmed_at IS NOT NULL AND m.id = ANY (d.messages))
    ORDER BY m.sent_at, m.id
$$;
GRANT EXECUTE ON FUNCTION discharge_kept_messages TO vardovergang_app;

-- Closed cases whose ten years have passed (PDL 3:17), where the own organisation has content left that nobody has asked
-- to be disposed of.
CREATE FUNCTION discharge_disposal_due(p_before timestamptz)
RETURNS TABLE (case_id uuid, reference text, last_at timestamptz, messages uuid[], held boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT c.id, c.reference, w.last_at, w.messages, discharge_is_held(c.id)
    FROM discharge_case c
    CROSS JOIN LATERAL (
        SELECT max(m.sent_at) AS last_at, array_agg(m.id ORDER BY m.sent_at, m.id) FILTER (
                   WHERE u.organisation_id = (SELECT app_keeps_records_of()) AND NOT EXISTS (
                       SELECT 1 FROM discharge_destruction d
                       WHERE d.case_id = c.id AND d.withdrawn_at IS NULL AND m.id = ANY (d.messages))) AS messages
        FROM discharge_message m JOIN municipalities_unit u ON u.id = m.sender_unit_id
        WHERE m.case_id = c.id) w
    WHERE app_keeps_records_of() IS NOT NULL AND NOT c.is_open AND c.admitted_at < p_before
      AND w.last_at < p_before AND w.messages IS NOT NULL
    ORDER BY c.reference
$$;
GRANT EXECUTE ON FUNCTION discharge_disposal_due TO vardovergang_app;

-- What the own organisation has asked for, with who did what.
CREATE FUNCTION discharge_destructions()
RETURNS TABLE (id uuid, case_id uuid, reference text, ground text, decision text, decided_on date, messages uuid[],
               requested_by_id bigint, requested_by text, requested_at timestamptz, confirmed_by text,
               confirmed_at timestamptz, withdrawn_by text, withdrawn_at timestamptz, held boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT d.id, d.case_id, c.reference, d.ground::text, d.decision::text, d.decided_on, d.messages,
           d.requested_by_id, concat_ws(' ', r.first_name, r.last_name), d.requested_at,
           concat_ws(' ', y.first_name, y.last_name), d.confirmed_at,
           concat_ws(' ', w.first_name, w.last_name), d.withdrawn_at,
           d.confirmed_at IS NULL AND discharge_is_held(d.case_id)
    FROM discharge_destruction d
    JOIN discharge_case c ON c.id = d.case_id
    JOIN municipalities_user r ON r.id = d.requested_by_id
    LEFT JOIN municipalities_user y ON y.id = d.confirmed_by_id
    LEFT JOIN municipalities_user w ON w.id = d.withdrawn_by_id
    WHERE d.organisation_id = app_keeps_records_of()
    ORDER BY d.requested_at DESC, c.reference
$$;
GRANT EXECUTE ON FUNCTION discharge_destructions TO vardovergang_app;

-- What the own organisation's requests name, destroyed or not: for whoever confirms, and for whoever looks back.
CREATE FUNCTION discharge_named_messages(p_requests uuid[])
RETURNS TABLE (reference text, type text, sent_at timestamptz, unit text, files bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT c.reference, m.type::text, m.sent_at, u.name::text,
           (SELECT count(*) FROM discharge_attachment f WHERE f.message_id = m.id)
    FROM discharge_destruction d
    JOIN discharge_case c ON c.id = d.case_id
    JOIN discharge_message m ON m.case_id = d.case_id AND m.id = ANY (d.messages)
    JOIN municipalities_unit u ON u.id = m.sender_unit_id
    WHERE d.id = ANY (p_requests) AND d.organisation_id = app_keeps_records_of()
    ORDER BY c.reference, m.sent_at, m.id
$$;
GRANT EXECUTE ON FUNCTION discharge_named_messages TO vardovergang_app;

-- Of messages that the own organisation's units have written, and of no other. The same request sent twice counts once.
CREATE FUNCTION discharge_ask_destruction(p_id uuid, p_case uuid, p_messages uuid[], p_ground text, p_decision text,
                                          p_decided_on date, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    mine uuid := app_keeps_records_of();
BEGIN
    IF mine IS NULL OR EXISTS (
        SELECT 1 FROM discharge_message m JOIN municipalities_unit u ON u.id = m.sender_unit_id
        WHERE m.id = ANY (p_messages) AND u.organisation_id <> mine)
    THEN
        RAISE insufficient_privilege USING MESSAGE = 'a record keeper asks for what the own organisation has written';
    END IF;
    INSERT INTO discharge_destruction (id, case_id, messages, ground, decision, decided_on, requested_by_id,
                                       requested_at, organisation_id)
    VALUES (p_id, p_case, p_messages, p_ground, p_decision, p_decided_on, discharge_writer(), p_now, mine)
    ON CONFLICT (id) DO NOTHING;
END $$;
GRANT EXECUTE ON FUNCTION discharge_ask_destruction TO vardovergang_app;

-- Destroys what somebody else has asked for; the triggers say what may not be. Answers how many messages were emptied,
-- and NULL where nothing waits any more, or must stay.
CREATE FUNCTION discharge_confirm_destruction(p_id uuid, p_now timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    emptied integer;
    named uuid[];
BEGIN
    UPDATE discharge_destruction SET confirmed_by_id = discharge_writer(), confirmed_at = p_now
    WHERE id = p_id AND organisation_id = app_keeps_records_of() AND confirmed_at IS NULL AND withdrawn_at IS NULL
      AND NOT discharge_is_held(case_id)
    RETURNING messages INTO named;
    IF named IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE discharge_message SET content = '{}' WHERE id = ANY (named);
    GET DIAGNOSTICS emptied = ROW_COUNT;
    UPDATE discharge_attachment SET name = '', data = '' WHERE message_id = ANY (named);
    RETURN emptied;
END $$;
GRANT EXECUTE ON FUNCTION discharge_confirm_destruction TO vardovergang_app;

-- A request that should not have been made, or that nobody will confirm. Answers whether it waited.
CREATE FUNCTION discharge_withdraw_destruction(p_id uuid, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    UPDATE discharge_destruction SET withdrawn_by_id = discharge_writer(), withdrawn_at = p_now
    WHERE id = p_id AND organisation_id = app_keeps_records_of() AND confirmed_at IS NULL AND withdrawn_at IS NULL;
    RETURN FOUND;
END $$;
GRANT EXECUTE ON FUNCTION discharge_withdraw_destruction TO vardovergang_app;
