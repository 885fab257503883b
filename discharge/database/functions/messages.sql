-- What the fold reads: facts, never content, and the same columns whatever the actor may see. Of what a ward keeps
-- for statistics (`kept_by` in the process table) others learn that it has been said, and not what. In PL/pgSQL, as
-- what every page asks: that keeps its plan, where SQL would be planned at each call.
CREATE FUNCTION discharge_journal(p_case uuid)
RETURNS TABLE (id uuid, type text, sent_at timestamptz, unit uuid, party text, municipality text,
               facts jsonb, recipients jsonb, corrects uuid, submission uuid,
               happened_at timestamptz, channel text, told uuid[], entered_by uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20 SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    IF NOT discharge_takes_part(p_case) AND p_case IS DISTINCT FROM discharge_decides_in()
       AND session_user <> 'vardovergang_worker' THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT m.id, m.type::text, m.sent_at, u.id, u.party::text, u.municipality_id::text,
               CASE WHEN m.type = 'planned_admission' AND (SELECT app_role()) IS DISTINCT FROM 'inpatient'
                         AND session_user <> 'vardovergang_worker' THEN '{}' ELSE m.facts END,
               r.recipients, m.corrects_id, m.submission, m.happened_at, m.channel::text, m.told,
               CASE WHEN m.on_behalf_of_id IS NOT NULL THEN m.sender_unit_id END
        FROM discharge_message m
        JOIN municipalities_unit u ON u.id = coalesce(m.on_behalf_of_id, m.sender_unit_id)
        LEFT JOIN LATERAL (
            SELECT jsonb_agg(jsonb_build_array(r.unit_id, r.party, ru.municipality_id, c.acknowledged_at, r.connected)
                             ORDER BY r.id) AS recipients
            FROM discharge_recipient r
            JOIN municipalities_unit ru ON ru.id = r.unit_id
            LEFT JOIN discharge_receipt c ON c.recipient_id = r.id
                AND NOT EXISTS (SELECT FROM discharge_receipt_undone u WHERE u.receipt_id = c.id)
            WHERE r.message_id = m.id
        ) r ON true
        WHERE m.case_id = p_case
        ORDER BY m.sent_at, m.id;
END $$;
GRANT EXECUTE ON FUNCTION discharge_journal TO vardovergang_app, vardovergang_worker;

-- The same, and beside each message that the reader sees what a page shows of it. Whose policies say which those
-- are, asks: this function is nobody's but the caller's.
CREATE FUNCTION discharge_case_messages(p_case uuid)
RETURNS TABLE (id uuid, type text, sent_at timestamptz, unit uuid, party text, municipality text,
               facts jsonb, recipients jsonb, corrects uuid, submission uuid,
               happened_at timestamptz, channel text, told uuid[], entered_by uuid, sent_by text, content jsonb,
               sender jsonb, receipts jsonb, undone jsonb, files jsonb, destroyed jsonb)
LANGUAGE plpgsql STABLE ROWS 20 SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
        SELECT j.id, j.type, j.sent_at, j.unit, j.party, j.municipality, j.facts, j.recipients, j.corrects,
               j.submission, j.happened_at, j.channel, j.told, j.entered_by, m.sent_by::text, m.content,
               (SELECT jsonb_build_array(u.first_name, u.last_name, u.username)
                FROM municipalities_assignment a JOIN municipalities_user u ON u.id = a.user_id
                WHERE a.id = m.sender_id),
               (SELECT jsonb_object_agg(c.unit_id, jsonb_build_array(
                           u.first_name, u.last_name, u.username, c.assignment_id))
                FROM discharge_recipient r JOIN discharge_receipt c ON c.recipient_id = r.id
                JOIN municipalities_assignment a ON a.id = c.assignment_id
                JOIN municipalities_user u ON u.id = a.user_id
                WHERE r.message_id = m.id
                  AND NOT EXISTS (SELECT FROM discharge_receipt_undone back WHERE back.receipt_id = c.id)),
               (SELECT jsonb_agg(jsonb_build_array(c.unit_id, c.acknowledged_at, back.undone_at,
                                                   u.first_name, u.last_name, u.username) ORDER BY c.number)
                FROM discharge_recipient r JOIN discharge_receipt c ON c.recipient_id = r.id
                JOIN discharge_receipt_undone back ON back.receipt_id = c.id
                JOIN municipalities_assignment a ON a.id = back.assignment_id
                JOIN municipalities_user u ON u.id = a.user_id
                WHERE r.message_id = m.id),
               (SELECT jsonb_agg(jsonb_build_object(
                           'id', f.id, 'message_id', f.message_id, 'case_id', f.case_id, 'name', f.name,
                           'media_type', f.media_type, 'size', f.size) ORDER BY f.id)
                FROM discharge_attachment f WHERE f.message_id = m.id),
               (SELECT to_jsonb(d)
                FROM discharge_destruction d
                WHERE d.case_id = p_case AND d.confirmed_at IS NOT NULL AND m.id = ANY (d.messages)
                ORDER BY d.confirmed_at DESC LIMIT 1)
        FROM discharge_journal(p_case) j
        LEFT JOIN discharge_message m ON m.case_id = p_case AND m.id = j.id
        ORDER BY j.sent_at, j.id;
END $$;
GRANT EXECUTE ON FUNCTION discharge_case_messages TO vardovergang_app;

-- The journal, and beside each message of the types that the caller sees what it says: what a form carries on.
CREATE FUNCTION discharge_carried_messages(p_case uuid, p_types text[])
RETURNS TABLE (id uuid, type text, sent_at timestamptz, unit uuid, party text, municipality text,
               facts jsonb, recipients jsonb, corrects uuid, submission uuid,
               happened_at timestamptz, channel text, told uuid[], entered_by uuid, content jsonb, destroyed boolean)
LANGUAGE plpgsql STABLE ROWS 20 SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
        SELECT j.*, m.content,
               EXISTS (SELECT FROM discharge_destruction d
                       WHERE d.case_id = p_case AND d.confirmed_at IS NOT NULL AND m.id = ANY (d.messages))
        FROM discharge_journal(p_case) j
        LEFT JOIN discharge_message m ON m.case_id = p_case AND m.id = j.id AND m.type = ANY (p_types)
        ORDER BY j.sent_at, j.id;
END $$;
GRANT EXECUTE ON FUNCTION discharge_carried_messages TO vardovergang_app;

-- Who acts: a draft is a person's own, also under another assignment of hers at the same unit.
CREATE FUNCTION discharge_writer() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT user_id FROM municipalities_assignment WHERE id = app_assignment() $$;
GRANT EXECUTE ON FUNCTION discharge_writer TO vardovergang_app;

-- Whether a draft is kept no longer: a week where it would begin a case; in a case 90 days after it was last typed, 30
-- where the case or the unit's part has ended, and no day where the person was the wrong one (assumed; said in
-- `discharge/models/drafts.py` too).
CREATE FUNCTION discharge_draft_is_over(p_case uuid, p_unit uuid, p_saved_at timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT CASE
        WHEN p_case IS NULL THEN p_saved_at < now() - interval '7 days'
        ELSE p_saved_at < now() - interval '90 days' OR NOT EXISTS (
            SELECT 1 FROM discharge_participation p JOIN discharge_case c ON c.id = p.case_id
            WHERE p.case_id = p_case AND p.unit_id = p_unit AND p.mistaken_at IS NULL AND c.mistaken_at IS NULL
              AND (c.is_open AND p.ended_at IS NULL OR p_saved_at >= now() - interval '30 days'))
        END
$$;
GRANT EXECUTE ON FUNCTION discharge_draft_is_over TO vardovergang_worker;

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
