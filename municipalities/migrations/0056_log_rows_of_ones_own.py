"""The site writes a row of the access log for who acts, and for nobody else."""

from django.db import migrations

OWN_ROWS = """
-- Valid or not: an assignment that has ended leaves a trace too.
CREATE FUNCTION app_acts_as(p_assignment uuid, p_user bigint, p_unit uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT p_assignment = app_assignment() AND EXISTS (
        SELECT 1 FROM municipalities_assignment WHERE id = p_assignment AND user_id = p_user AND unit_id = p_unit)
$$;
REVOKE EXECUTE ON FUNCTION app_acts_as(uuid, bigint, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_acts_as(uuid, bigint, uuid) TO vardovergang_app;
DROP POLICY add ON municipalities_access_log;
CREATE POLICY app_add ON municipalities_access_log FOR INSERT TO vardovergang_app
    WITH CHECK (app_acts_as(assignment_id, user_id, unit_id));
CREATE POLICY worker_add ON municipalities_access_log FOR INSERT TO vardovergang_worker WITH CHECK (true);
"""


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0055_roles_fit_units")]
    operations = [migrations.RunSQL(OWN_ROWS, migrations.RunSQL.noop)]
