"""What a log reviewer judges a reading by: the unit's part in the case, the reader's role, and what was read and written there.

Of one reading in the log of the reviewer's own organisation: no name, no number and no content.
"""

from django.db import migrations

RELATION = """
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
REVOKE EXECUTE ON FUNCTION discharge_log_relation(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION discharge_log_relation(uuid) TO vardovergang_app;
"""


class Migration(migrations.Migration):
    dependencies = [("discharge", "0060_ended_units")]
    operations = [migrations.RunSQL(RELATION, migrations.RunSQL.noop)]
