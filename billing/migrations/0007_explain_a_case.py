"""What explains a case's liability, for those who take part in it and for the invoicer: the same rows to both.

The invoicer sees no case, no message and no person. These two functions answer as little as a day's
explanation needs: dates, codes and flags of one case, and of the messages that money counts by their type, time
and sending unit. Where the identity is protected the units have no name either, since a unit tells where
the person is.
"""

from django.db import migrations

#: The types that days are explained by; whatever else brought a notice to the payer is found by its time.
TYPES = (
    "admission_notice",
    "sip_call",
    "outpatient_care",
    "services_declined",
    "ready_notice",
    "ready_withdrawal",
    "leave_start",
    "leave_end",
    "transfer",
    "discharge",
    "deceased",
)

EXPLAIN = f"""
CREATE FUNCTION billing_may_explain(p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT app_role() = 'invoicer' OR discharge_takes_part(p_case) $$;

CREATE FUNCTION billing_case_facts(p_reference text)
RETURNS TABLE (case_id uuid, payer text, district text, facts jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT c.id, c.payer_id, coalesce(d.name, ''), f.facts
    FROM discharge_case c
    JOIN discharge_case_facts f ON f.case_id = c.id
    LEFT JOIN municipalities_district d ON d.id = c.district_id
    WHERE c.reference = p_reference AND billing_may_explain(c.id)
$$;

CREATE FUNCTION billing_case_messages(p_case uuid)
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
            WHERE x.case_id = m.case_id AND x.type = 'cancel' AND x.facts->>'message' = m.id::text)
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

REVOKE EXECUTE ON FUNCTION billing_may_explain(uuid), billing_case_facts(text), billing_case_messages(uuid)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing_case_facts(text), billing_case_messages(uuid) TO vardovergang_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0005_rules_and_ledger"),
        ("discharge", "0005_journal_submission"),
        ("municipalities", "0003_history"),
    ]
    operations = [migrations.RunSQL(EXPLAIN, migrations.RunSQL.noop)]
