"""How much waits on the user's other units: the unit chooser's counts."""

from django.db import migrations

UNREAD = """
-- A transaction sees the current unit's rows only, so the counts of the user's other units need a
-- function. It takes no argument: it counts for the valid assignments of the user who acts, and
-- answers with numbers alone. Without a valid acting assignment it answers nothing.
CREATE FUNCTION discharge_unread() RETURNS TABLE (assignment_id uuid, unread bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT mine.id, (SELECT count(*) FROM discharge_participation p
                     WHERE p.unit_id = mine.unit_id AND p.to_acknowledge > 0)
    FROM municipalities_assignment acts
    JOIN municipalities_assignment mine ON mine.user_id = acts.user_id
    WHERE acts.id = app_assignment() AND app_unit() IS NOT NULL
      AND (now() AT TIME ZONE 'Europe/Stockholm')::date BETWEEN mine.valid_from AND coalesce(mine.valid_to, 'infinity')
$$;
REVOKE EXECUTE ON FUNCTION discharge_unread() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION discharge_unread() TO vardovergang_app;
"""


class Migration(migrations.Migration):
    dependencies = [("discharge", "0002_row_level_security")]
    operations = [migrations.RunSQL(UNREAD, "DROP FUNCTION discharge_unread()")]
