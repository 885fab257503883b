-- Who reads why the case is charged: the invoicer, each party, and the economist of the municipality that pays. One
-- that paid before reads it too, since its lines are there, but not where the identity is protected: the explanation
-- names who pays now, and that tells where the person is; nor of a case that was about the wrong person.
CREATE FUNCTION billing_may_explain(p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT CASE app_role()
        WHEN 'invoicer' THEN true
        WHEN 'municipal_economist' THEN EXISTS (
            SELECT 1 FROM discharge_case c JOIN discharge_patient p ON p.id = c.patient_id
            WHERE c.id = p_case AND c.mistaken_at IS NULL AND (
                c.payer_id = app_municipality()
                OR NOT p.protected_identity AND (
                    EXISTS (SELECT 1 FROM billing_liability_period l
                            WHERE l.case_id = c.id AND l.payer_id = app_municipality())
                    OR EXISTS (SELECT 1 FROM billing_ledger_day l
                               WHERE l.case_id = c.id AND l.payer_id = app_municipality())
                    OR EXISTS (SELECT 1 FROM billing_liability_correction l
                               WHERE l.case_id = c.id AND l.payer_id = app_municipality()))))
        ELSE discharge_acts(p_case)
    END
$$;
GRANT EXECUTE ON FUNCTION billing_may_explain TO vardovergang_app;

-- What a case is computed from: facts, and no content.
CREATE FUNCTION billing_case_facts(p_reference text)
RETURNS TABLE (case_id uuid, payer text, facts jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT c.id, c.payer_id, f.facts
    FROM discharge_case c
    JOIN discharge_case_facts f ON f.case_id = c.id
    WHERE c.reference = p_reference AND billing_may_explain(c.id)
$$;
GRANT EXECUTE ON FUNCTION billing_case_facts TO vardovergang_app;

-- The messages that a case is explained by: those of its table, the one that brought an admission notice or a notice
-- of utskrivningsklar to the paying municipality, and those that say when its payer was told another way, or who pays.
CREATE FUNCTION billing_case_messages(p_case uuid)
RETURNS TABLE (id uuid, type text, sent_at timestamptz, party text, unit text, offices jsonb,
               moment timestamptz, corrects uuid, cancelled_at timestamptz, happened_at timestamptz,
               channel text, sent_by text, payer text, moved_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT m.id, m.type, m.sent_at, u.party,
           CASE WHEN p.protected_identity THEN ''
                ELSE concat(concat_ws(', ', u.name, nullif(u.site, '')), ' (registrerat av ' || by.name || ')') END,
           (SELECT coalesce(jsonb_agg(jsonb_build_array(
                       o.municipality_id, CASE WHEN p.protected_identity THEN '' ELSE o.name END) ORDER BY r.id), '[]')
            FROM (SELECT r.id, r.unit_id FROM discharge_recipient r WHERE r.message_id = m.id AND r.party = 'municipal' AND r.connected
                  -- Who takes its hand-over back reads then what came meanwhile.
                  UNION ALL SELECT NULL, u.id WHERE m.type = 'handover_undone' AND u.party = 'municipal') r
            JOIN municipalities_unit o ON o.id = r.unit_id),
           coalesce(m.facts->>'began_at', m.facts->>'ended_at', m.facts->>'discharged_at',
                    m.facts->>'deceased_at', m.facts->>'told_at')::timestamptz,
           m.corrects_id,
           (SELECT min(x.sent_at) FROM discharge_message x
            WHERE x.case_id = m.case_id AND x.type IN ('cancel', 'reopening')
              AND coalesce(x.facts->>'message', x.facts->>'ending') = m.id::text),
           m.happened_at, m.channel, CASE WHEN p.protected_identity THEN '' ELSE m.sent_by END,
           CASE WHEN m.type = 'municipality_correction'
                THEN coalesce(m.facts->>'placed_by', m.facts->>'municipality') END,
           (m.facts->>'moved_on')::date
    FROM discharge_message m
    JOIN discharge_case c ON c.id = m.case_id
    JOIN discharge_patient p ON p.id = c.patient_id
    JOIN municipalities_unit u ON u.id = coalesce(m.on_behalf_of_id, m.sender_unit_id)
    LEFT JOIN municipalities_unit by ON by.id = m.sender_unit_id AND m.on_behalf_of_id IS NOT NULL
    JOIN discharge_case_facts f ON f.case_id = c.id
    WHERE m.case_id = p_case AND billing_may_explain(p_case)
      AND (m.type IN ('payer_told', 'municipality_correction', 'admission_notice', 'sip_call', 'sip_wish', 'outpatient_care', 'services_declined', 'ready_notice', 'lpt_notice', 'ready_withdrawal', 'leave_start', 'leave_end', 'transfer', 'discharge', 'deceased')
           OR EXISTS (SELECT FROM jsonb_array_elements(f.facts->'ready') said
                      WHERE (said->>'sent_at')::timestamptz IN (m.sent_at, m.happened_at))
           OR (f.facts->>'admission_notice_sent_at')::timestamptz IN (m.sent_at, m.happened_at))
    ORDER BY m.sent_at, m.id
$$;
GRANT EXECUTE ON FUNCTION billing_case_messages TO vardovergang_app;
