"""When the person's other stays were, for a unit that acts in one of them: so that no two overlap.

It tells moments alone: nothing of where, or of which care.
"""

from django.db import migrations

OTHER_STAYS = """
CREATE FUNCTION discharge_other_stays(p_case uuid) RETURNS TABLE (admitted_at timestamptz, ended_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT o.admitted_at, least(o.discharged_at, o.deceased_at)
    FROM discharge_case c JOIN discharge_case o ON o.patient_id = c.patient_id AND o.id <> c.id
    WHERE c.id = p_case AND o.kind = 'stay' AND discharge_acts(p_case)
    ORDER BY o.admitted_at
$$;
REVOKE EXECUTE ON FUNCTION discharge_other_stays(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION discharge_other_stays(uuid) TO vardovergang_app;
"""


class Migration(migrations.Migration):
    dependencies = [("discharge", "0052_outlook")]
    operations = [
        migrations.RunSQL(OTHER_STAYS, "DROP FUNCTION discharge_other_stays(uuid)"),
    ]
