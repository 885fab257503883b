"""The journal says by which form each message was sent; and asks once, not once a row, who may read it."""

from django.db import migrations

JOURNAL = """
DROP FUNCTION discharge_journal(uuid);
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
REVOKE EXECUTE ON FUNCTION discharge_journal(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION discharge_journal(uuid) TO vardovergang_app, vardovergang_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("discharge", "0004_corrections")]
    operations = [migrations.RunSQL(JOURNAL, migrations.RunSQL.noop)]
