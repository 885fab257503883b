"""Nothing waits to be acknowledged at an assignment that gives no care, though others at its unit have it."""

from django.db import migrations

UNREAD = """
CREATE OR REPLACE FUNCTION discharge_unread() RETURNS TABLE (assignment_id uuid, unread bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT mine.id, (SELECT count(*) FROM discharge_participation p
                     WHERE p.unit_id = mine.unit_id AND p.to_acknowledge > 0)
    FROM municipalities_assignment acts
    JOIN municipalities_assignment mine ON mine.user_id = acts.user_id
    WHERE acts.id = app_assignment() AND app_role() IS NOT NULL AND gives_care(mine.role)
      AND (now() AT TIME ZONE 'Europe/Stockholm')::date BETWEEN mine.valid_from AND coalesce(mine.valid_to, 'infinity')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("discharge", "0016_sip_access"),
        ("municipalities", "0013_who_changes_what"),
    ]
    operations = [migrations.RunSQL(UNREAD, migrations.RunSQL.noop)]
