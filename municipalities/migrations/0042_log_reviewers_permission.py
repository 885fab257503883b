"""A local administrator who gives the role of log reviewer gives what its pages ask for as well."""

from django.db import migrations

GUARD = """
CREATE OR REPLACE FUNCTION guard_organisation_permission() RETURNS trigger LANGUAGE plpgsql
AS $$
DECLARE
    acts bigint := (SELECT user_id FROM municipalities_assignment WHERE id = app_assignment());
BEGIN
    IF session_user = 'vardovergang_app' AND NOT (
        coalesce(app_role() = 'local_administrator', false) AND NEW.user_id <> acts
        AND EXISTS (SELECT FROM municipalities_organisation_permission g JOIN auth_permission p ON p.id = g.permission_id
                    WHERE g.user_id = acts AND g.content_object_id = NEW.content_object_id
                      AND p.codename = 'administer_units')
        AND EXISTS (SELECT FROM auth_permission p, municipalities_organisation o
                    WHERE p.id = NEW.permission_id AND o.id = NEW.content_object_id
                      AND (p.codename IN ('view_figures', 'review_access_log')
                           OR (p.codename = 'view_liability' AND o.kind = 'municipality')))) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only the organisation''s administrator permits, and only to look';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0020_log_review")]
    operations = [migrations.RunSQL(GUARD, migrations.RunSQL.noop)]
