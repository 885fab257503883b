"""Of a case that nobody at the organisation has opened, its log reviewer learns nothing, not by its id either."""

from django.db import migrations

REVIEWED_ALONE = """
CREATE OR REPLACE FUNCTION discharge_log_cases(p_cases uuid[])
RETURNS TABLE (case_id uuid, reference text, protected boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT c.id, c.reference, p.protected_identity
    FROM discharge_case c JOIN discharge_patient p ON p.id = c.patient_id
    WHERE c.id = ANY (p_cases) AND EXISTS (
        SELECT 1 FROM municipalities_access_log l
        JOIN municipalities_unit u ON u.id = l.unit_id
             AND u.organisation_id = (SELECT app_reviewed_organisation())
        WHERE l.case_id = c.id)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("discharge", "0041_drafts_that_begin_or_correct")]
    operations = [migrations.RunSQL(REVIEWED_ALONE, migrations.RunSQL.noop)]
