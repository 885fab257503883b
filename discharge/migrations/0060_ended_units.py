"""Which open cases still have a part for a unit that has ended: without the person, for who administers it."""

from django.db import migrations

ENDED = """
CREATE FUNCTION discharge_ended_parts()
RETURNS TABLE (reference text, ward text, unit_id uuid, unit_name text, ended_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT c.reference, coalesce(concat_ws(', ', w.name, nullif(w.site, '')), ''),
           u.id, concat_ws(', ', u.name, nullif(u.site, '')), u.valid_to
    FROM municipalities_unit u
    JOIN discharge_participation p ON p.unit_id = u.id AND p.active
    JOIN discharge_case c ON c.id = p.case_id
    LEFT JOIN municipalities_unit w ON w.id = c.ward_id
    WHERE u.valid_to < (now() AT TIME ZONE 'Europe/Stockholm')::date
      AND (p.in_hospital OR p.sip_running) AND app_administers(u.id)
$$;
REVOKE EXECUTE ON FUNCTION discharge_ended_parts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION discharge_ended_parts() TO vardovergang_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("discharge", "0053_other_stays"),
        ("municipalities", "0013_who_changes_what"),
    ]
    operations = [migrations.RunSQL(ENDED, "DROP FUNCTION discharge_ended_parts()")]
