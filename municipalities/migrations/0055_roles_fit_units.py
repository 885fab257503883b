"""A role that works with figures or money fits an office of the administration, not a ward or an office that gives care.

What an assignment was before is left as it is, so that it can be ended.
"""

from django.db import migrations

FITS = """
CREATE OR REPLACE FUNCTION role_fits_unit(p_role text, p_unit uuid) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT CASE
        WHEN p_role IN ('log_reviewer', 'local_administrator') THEN true
        WHEN p_role IN ('inpatient', 'outpatient') THEN u.party = p_role
        WHEN p_role IN ('case_officer', 'municipal_health_care') THEN u.party = 'municipal'
        WHEN p_role = 'placement_coordinator' THEN o.kind = 'municipality' AND u.party IN ('municipal', 'placement')
        WHEN u.party <> 'administration' THEN false
        WHEN p_role = 'municipal_economist' THEN o.kind = 'municipality'
        WHEN p_role IN ('invoicer', 'system_administrator') THEN o.kind = 'region'
        WHEN p_role = 'statistics' THEN o.kind IN ('region', 'municipality', 'association')
        ELSE false END
    FROM municipalities_unit u JOIN municipalities_organisation o ON o.id = u.organisation_id
    WHERE u.id = p_unit
$$;

CREATE OR REPLACE FUNCTION guard_assignment() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    IF (TG_OP = 'INSERT' OR (OLD.role, OLD.unit_id) IS DISTINCT FROM (NEW.role, NEW.unit_id))
       AND NOT coalesce(role_fits_unit(NEW.role, NEW.unit_id), false) THEN
        RAISE check_violation USING MESSAGE = 'the role does not fit the unit', CONSTRAINT = 'role_fits_unit';
    END IF;
    IF session_user = 'vardovergang_app' AND (
        NOT app_administers(NEW.unit_id)
        OR NEW.role IN ('invoicer', 'local_administrator', 'system_administrator')
        OR NEW.user_id = (SELECT user_id FROM municipalities_assignment WHERE id = app_assignment())) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a local administrator of the unit gives its assignments';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0051_job_marks")]
    operations = [migrations.RunSQL(FITS, migrations.RunSQL.noop)]
