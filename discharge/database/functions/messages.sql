-- What the fold reads: facts, never content, and the same columns whatever the actor may see.
CREATE FUNCTION discharge_journal(p_case uuid)
RETURNS TABLE (id uuid, type text, sent_at timestamptz, unit uuid, party text, municipality text,
               facts jsonb, recipients jsonb, corrects uuid, submission uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT m.id, m.type, m.sent_at, m.sender_unit_id, u.party, u.municipality_id, m.facts, r.recipients,
           m.corrects_id, m.submission
    FROM discharge_message m
    JOIN municipalities_unit u ON u.id = m.sender_unit_id
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_array(r.unit_id, r.party, ru.municipality_id, c.acknowledged_at)
                         ORDER BY r.id) AS recipients
        FROM discharge_recipient r
        JOIN municipalities_unit ru ON ru.id = r.unit_id
        LEFT JOIN discharge_receipt c ON c.recipient_id = r.id
        WHERE r.message_id = m.id
    ) r ON true
    WHERE m.case_id = p_case
      AND (SELECT discharge_takes_part(p_case) OR session_user = 'vardovergang_worker')
    ORDER BY m.sent_at, m.id
$$;
GRANT EXECUTE ON FUNCTION discharge_journal TO vardovergang_app, vardovergang_worker;

-- Who acts: a draft is a person's own, also under another assignment of hers at the same unit.
CREATE FUNCTION discharge_writer() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT user_id FROM municipalities_assignment WHERE id = app_assignment() $$;
GRANT EXECUTE ON FUNCTION discharge_writer TO vardovergang_app;

-- The one change of a message: its content is emptied, all else as it was, by the owner, as was confirmed.
CREATE FUNCTION guard_message() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_user = 'vardovergang_owner' AND NEW.content = '{}'
       AND to_jsonb(NEW) - 'content' = to_jsonb(OLD) - 'content'
       AND EXISTS (SELECT 1 FROM discharge_destruction d
                   WHERE d.case_id = OLD.case_id AND OLD.id = ANY (d.messages) AND d.confirmed_at IS NOT NULL)
       AND NOT EXISTS (SELECT 1 FROM discharge_legal_hold h
                       WHERE h.case_id = OLD.case_id AND h.lifted_at IS NULL)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on % is forbidden: rows are only added', TG_OP, TG_TABLE_NAME;
END $$;

-- A message's files go with its content: after it, and whole.
CREATE FUNCTION guard_attachment() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_user = 'vardovergang_owner' AND NEW.data = '' AND NEW.name = ''
       AND to_jsonb(NEW) - 'data' - 'name' = to_jsonb(OLD) - 'data' - 'name'
       AND EXISTS (SELECT 1 FROM discharge_message m WHERE m.id = OLD.message_id AND m.content = '{}')
       AND EXISTS (SELECT 1 FROM discharge_destruction d
                   WHERE d.case_id = OLD.case_id AND OLD.message_id = ANY (d.messages) AND d.confirmed_at IS NOT NULL)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on % is forbidden: rows are only added', TG_OP, TG_TABLE_NAME;
END $$;
