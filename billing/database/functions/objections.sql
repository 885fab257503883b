-- The objections to what was entered afterwards that HSF has not decided, for the invoicer: by reference, with the reason
-- that was written for it, and no person. With a month: those that may change it. These are of cases with a day ready for
-- discharge in it, and those about the time between: an end that counts from its entry instead adds days to it.
CREATE FUNCTION billing_undecided_objections(p_month date)
RETURNS TABLE (id uuid, reference text, type text, happened_at timestamptz, entered_at timestamptz, channel text,
               objected_by text, objected_at timestamptz, reason text, case_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT o.id, c.reference, m.type, coalesce(r.happened_at, m.happened_at), m.sent_at,
           coalesce(r.channel, m.channel),
           CASE WHEN p.protected_identity THEN '' ELSE concat_ws(', ', u.name, nullif(u.site, '')) END,
           o.sent_at, coalesce(o.content->>'reason', ''), c.id
    FROM discharge_message o
    JOIN discharge_case c ON c.id = o.case_id
    JOIN discharge_patient p ON p.id = c.patient_id
    JOIN municipalities_unit u ON u.id = o.sender_unit_id
    JOIN discharge_message m ON m.id = (o.facts->>'message')::uuid
    LEFT JOIN LATERAL (SELECT x.happened_at, x.channel FROM discharge_message x
                       WHERE x.case_id = m.case_id AND x.corrects_id = m.id AND x.happened_at IS NOT NULL
                       ORDER BY x.sent_at DESC LIMIT 1) r ON true
    WHERE app_role() = 'invoicer' AND o.type = 'objection' AND o.corrects_id IS NULL AND c.mistaken_at IS NULL
      AND NOT EXISTS (SELECT FROM discharge_message x
                      WHERE x.case_id = o.case_id
                        AND (x.type = 'objection_decision' AND x.facts->>'objection' = o.id::text
                             OR x.type = 'cancel' AND x.facts->>'message' IN (o.id::text, m.id::text)))
      AND (p_month IS NULL
           OR EXISTS (SELECT FROM billing_liability_day d
                      WHERE d.case_id = c.id AND d.date >= p_month AND d.date < (p_month + interval '1 month')::date)
           OR coalesce(r.happened_at, m.happened_at) < (p_month + interval '1 month') AT TIME ZONE 'Europe/Stockholm'
              AND m.sent_at >= p_month::timestamp AT TIME ZONE 'Europe/Stockholm')
    ORDER BY o.sent_at, o.id
$$;
GRANT EXECUTE ON FUNCTION billing_undecided_objections TO vardovergang_app;
