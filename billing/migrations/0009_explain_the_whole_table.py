"""What explains a case, for the whole table of messages.

A notice under LPT 7 a § counts as utskrivningsklar, reopening takes an ending back as cancelling does, and a
unit whose part in the case has ended is told nothing of what the days came to (docs/decisions/0028).
"""

from django.db import migrations

#: The types that days are explained by; whatever else brought a notice to the payer is found by its time.
TYPES = (
    "admission_notice",
    "sip_call",
    "outpatient_care",
    "services_declined",
    "ready_notice",
    "lpt_notice",
    "ready_withdrawal",
    "leave_start",
    "leave_end",
    "transfer",
    "discharge",
    "deceased",
)

EXPLAIN = f"""
CREATE OR REPLACE FUNCTION billing_may_explain(p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT app_role() = 'invoicer' OR discharge_acts(p_case) $$;

CREATE OR REPLACE FUNCTION billing_case_messages(p_case uuid)
RETURNS TABLE (id uuid, type text, sent_at timestamptz, party text, unit text, offices jsonb,
               moment timestamptz, corrects uuid, cancelled_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT m.id, m.type, m.sent_at, u.party,
           CASE WHEN p.protected_identity THEN '' ELSE concat_ws(', ', u.name, nullif(u.site, '')) END,
           (SELECT coalesce(jsonb_agg(jsonb_build_array(
                       o.municipality_id, CASE WHEN p.protected_identity THEN '' ELSE o.name END) ORDER BY r.id), '[]')
            FROM discharge_recipient r JOIN municipalities_unit o ON o.id = r.unit_id
            WHERE r.message_id = m.id AND r.party = 'municipal'),
           coalesce(m.facts->>'began_at', m.facts->>'ended_at', m.facts->>'discharged_at',
                    m.facts->>'deceased_at')::timestamptz,
           m.corrects_id,
           (SELECT min(x.sent_at) FROM discharge_message x
            WHERE x.case_id = m.case_id AND x.type IN ('cancel', 'reopening')
              AND coalesce(x.facts->>'message', x.facts->>'ending') = m.id::text)
    FROM discharge_message m
    JOIN discharge_case c ON c.id = m.case_id
    JOIN discharge_patient p ON p.id = c.patient_id
    JOIN municipalities_unit u ON u.id = m.sender_unit_id
    JOIN discharge_case_facts f ON f.case_id = c.id
    WHERE m.case_id = p_case AND billing_may_explain(p_case)
      AND (m.type IN ({", ".join(f"'{name}'" for name in TYPES)})
           OR m.sent_at IN (SELECT (said->>'sent_at')::timestamptz FROM jsonb_array_elements(f.facts->'ready') said))
    ORDER BY m.sent_at, m.id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0008_averages_and_what_if"), ("discharge", "0010_ended_parts_and_readers")]
    operations = [migrations.RunSQL(EXPLAIN, migrations.RunSQL.noop)]
