"""When the person's other stays were is told to a ward alone: nobody else says when a stay began or ended."""

from django.db import migrations

OTHER_STAYS = """
CREATE OR REPLACE FUNCTION discharge_other_stays(p_case uuid)
RETURNS TABLE (admitted_at timestamptz, ended_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT o.admitted_at, least(o.discharged_at, o.deceased_at)
    FROM discharge_case c JOIN discharge_case o ON o.patient_id = c.patient_id AND o.id <> c.id
    WHERE c.id = p_case AND o.kind = 'stay' AND app_role() = 'inpatient' AND discharge_acts(p_case)
    ORDER BY o.admitted_at
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("discharge", "0083_handed_back_and_forth")]
    operations = [migrations.RunSQL(OTHER_STAYS, migrations.RunSQL.noop)]
