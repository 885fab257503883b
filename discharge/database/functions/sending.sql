-- Messages, as JSON by column, and to whom they go; what a recipient's policy asks of its message finds it written.
-- In PL/pgSQL, which keeps its plans: with the policies it took longer to plan than to write. As its caller may.
CREATE FUNCTION discharge_insert_messages(p_messages jsonb, p_recipients jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO discharge_message SELECT * FROM jsonb_populate_recordset(NULL::discharge_message, p_messages);
    INSERT INTO discharge_recipient SELECT * FROM jsonb_populate_recordset(NULL::discharge_recipient, p_recipients);
END $$;
GRANT EXECUTE ON FUNCTION discharge_insert_messages TO vardovergang_app;

-- Acknowledges what waits for the unit in the case: all of it now, or the messages named, each at its time. Returns
-- how many; what a block hides from its caller waits on.
CREATE FUNCTION discharge_acknowledge(p_case uuid, p_unit uuid, p_assignment uuid, p_now timestamptz, p_messages uuid[], p_times timestamptz[]) RETURNS integer
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    acknowledged integer;
BEGIN
    INSERT INTO discharge_receipt (id, recipient_id, case_id, unit_id, assignment_id, acknowledged_at, number)
    SELECT gen_random_uuid(), r.id, r.case_id, r.unit_id, p_assignment, coalesce(named.at, p_now), given.number
    FROM discharge_recipient r
    CROSS JOIN LATERAL (SELECT count(*) AS number, count(*) = count(u.receipt_id) AS waits
                        FROM discharge_receipt c LEFT JOIN discharge_receipt_undone u ON u.receipt_id = c.id
                        WHERE c.recipient_id = r.id) AS given
    LEFT JOIN unnest(p_messages, p_times) AS named (message, at) ON named.message = r.message_id
    WHERE r.case_id = p_case AND r.unit_id = p_unit AND r.connected AND (p_messages IS NULL OR named.message IS NOT NULL)
      AND given.waits;
    GET DIAGNOSTICS acknowledged = ROW_COUNT;
    RETURN acknowledged;
END $$;
GRANT EXECUTE ON FUNCTION discharge_acknowledge TO vardovergang_app;
