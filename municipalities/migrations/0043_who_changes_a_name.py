"""A local administrator changes the names and addresses of those who work at the own units alone.

The site may update these columns; a trigger asks who does. Passwords have rules of their own.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION guard_user_name() RETURNS trigger LANGUAGE plpgsql
AS $$
DECLARE
    today date := (now() AT TIME ZONE 'Europe/Stockholm')::date;
BEGIN
    IF session_user = 'vardovergang_app' AND (
        NEW.id = (SELECT user_id FROM municipalities_assignment WHERE id = app_assignment())
        OR NOT EXISTS (SELECT FROM municipalities_assignment a
                       WHERE a.user_id = NEW.id AND coalesce(a.valid_to, 'infinity') >= today)
        OR EXISTS (SELECT FROM municipalities_assignment a
                   WHERE a.user_id = NEW.id AND coalesce(a.valid_to, 'infinity') >= today
                     AND NOT app_administers(a.unit_id))) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only the administrator of all the user''s units changes a name';
    END IF;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION guard_user_name() FROM PUBLIC;
CREATE TRIGGER guarded_name BEFORE UPDATE OF first_name, last_name, email ON municipalities_user
    FOR EACH ROW EXECUTE FUNCTION guard_user_name();
"""


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0042_log_reviewers_permission")]
    operations = [migrations.RunSQL(GUARD, migrations.RunSQL.noop)]
