"""Who may change the directory and people's assignments, asked by the database itself, and its history.

An assignment opens rows, so the database does not take the site's word for who may give one: triggers ask
whether the transaction acts as a local administrator of the unit. The owner and the worker pass by them:
commands and the nightly reading of the HSA catalogue. Which role fits which unit holds for everybody.
"""

from django.db import migrations

ACTS = """
-- The unit whose cases this transaction sees: only for those who take part in the care of persons. An
-- economist, a local administrator or a log reviewer at the same unit sees no case by it.
CREATE FUNCTION gives_care(p_role text) RETURNS boolean LANGUAGE sql IMMUTABLE
AS $$
    SELECT p_role IN ('inpatient', 'outpatient', 'case_officer', 'municipal_health_care', 'placement_coordinator')
$$;

CREATE OR REPLACE FUNCTION app_unit() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT unit_id FROM municipalities_assignment
    WHERE id = app_assignment() AND gives_care(role)
      AND (now() AT TIME ZONE 'Europe/Stockholm')::date BETWEEN valid_from AND coalesce(valid_to, 'infinity')
$$;

-- The municipality whose own administration this transaction acts for; null for everybody else.
CREATE FUNCTION app_municipality() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT m.code FROM municipalities_assignment a
    JOIN municipalities_unit u ON u.id = a.unit_id
    JOIN municipalities_municipality m ON m.organisation_id = u.organisation_id
    WHERE a.id = app_assignment() AND app_role() IS NOT NULL
$$;

-- Whether this transaction acts as a local administrator of the unit or of its whole organisation.
CREATE FUNCTION app_administers(p_unit uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT coalesce(app_role() = 'local_administrator', false) AND EXISTS (
        SELECT FROM municipalities_assignment a JOIN municipalities_unit u ON u.id = p_unit
        WHERE a.id = app_assignment() AND (
            EXISTS (SELECT FROM municipalities_organisation_permission g JOIN auth_permission p ON p.id = g.permission_id
                    WHERE g.user_id = a.user_id AND g.content_object_id = u.organisation_id
                      AND p.codename = 'administer_units')
            OR EXISTS (SELECT FROM municipalities_unit_permission g JOIN auth_permission p ON p.id = g.permission_id
                       WHERE g.user_id = a.user_id AND g.content_object_id = u.id
                         AND p.codename = 'administer_unit')))
$$;
REVOKE EXECUTE ON FUNCTION app_municipality(), app_administers(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_municipality(), app_administers(uuid) TO vardovergang_app, vardovergang_worker;
"""

FITS = """
CREATE FUNCTION role_fits_unit(p_role text, p_unit uuid) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT CASE
        WHEN p_role IN ('log_reviewer', 'local_administrator') THEN true
        WHEN p_role IN ('inpatient', 'outpatient') THEN u.party = p_role
        WHEN p_role IN ('case_officer', 'municipal_health_care') THEN u.party = 'municipal'
        WHEN p_role IN ('placement_coordinator', 'municipal_economist') THEN o.kind = 'municipality'
        WHEN p_role IN ('invoicer', 'system_administrator') THEN o.kind = 'region'
        WHEN p_role = 'statistics' THEN o.kind IN ('region', 'municipality', 'association')
        ELSE false END
    FROM municipalities_unit u JOIN municipalities_organisation o ON o.id = u.organisation_id
    WHERE u.id = p_unit
$$;

CREATE FUNCTION guard_assignment() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    IF NOT coalesce(role_fits_unit(NEW.role, NEW.unit_id), false) THEN
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
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE ON municipalities_assignment
    FOR EACH ROW EXECUTE FUNCTION guard_assignment();
"""

GUARDS = """
-- What an economist's or a statistician's page asks for beside the role, on the administrator's own organisation.
CREATE FUNCTION guard_organisation_permission() RETURNS trigger LANGUAGE plpgsql
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
                      AND (p.codename = 'view_figures'
                           OR (p.codename = 'view_liability' AND o.kind = 'municipality')))) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only the organisation''s administrator permits, and only to look';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE ON municipalities_organisation_permission
    FOR EACH ROW EXECUTE FUNCTION guard_organisation_permission();

CREATE FUNCTION guard_user() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    IF session_user = 'vardovergang_app' AND (
        app_role() IS DISTINCT FROM 'local_administrator' OR NEW.is_superuser OR NEW.is_staff) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a local administrator invites a user';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guarded BEFORE INSERT ON municipalities_user FOR EACH ROW EXECUTE FUNCTION guard_user();

CREATE FUNCTION guard_unit() RETURNS trigger LANGUAGE plpgsql
AS $$
DECLARE
    contact text[] := ARRAY['phone', 'function_address', 'opening_hours', 'weekend_contact', 'holiday_contact',
                            'stand_in_id'];
BEGIN
    IF session_user = 'vardovergang_app' AND app_role() IS DISTINCT FROM 'system_administrator' AND (
        TG_OP = 'INSERT' OR NOT app_administers(NEW.id)
        OR to_jsonb(OLD) - contact IS DISTINCT FROM to_jsonb(NEW) - contact) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only the unit''s contact details are changed by its administrator';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE ON municipalities_unit
    FOR EACH ROW EXECUTE FUNCTION guard_unit();

CREATE FUNCTION guard_served_area() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    IF session_user = 'vardovergang_app' AND NOT app_administers(NEW.unit_id) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a local administrator of the unit says what it serves';
    END IF;
    IF EXISTS (SELECT FROM municipalities_unit u WHERE u.id = NEW.unit_id AND u.party = 'municipal'
               AND u.municipality_id <> NEW.municipality_id) THEN
        RAISE check_violation USING MESSAGE = 'a municipal unit serves its own municipality',
            CONSTRAINT = 'served_area_of_own_municipality';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE ON municipalities_servedarea
    FOR EACH ROW EXECUTE FUNCTION guard_served_area();

CREATE FUNCTION guard_rights_review() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    IF session_user = 'vardovergang_app' AND (
        NEW.by_id IS DISTINCT FROM app_assignment()
        OR NOT app_administers((SELECT unit_id FROM municipalities_assignment WHERE id = NEW.assignment_id))) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a local administrator of the unit reviews its rights';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guarded BEFORE INSERT ON municipalities_rights_review
    FOR EACH ROW EXECUTE FUNCTION guard_rights_review();
CREATE TRIGGER unchanged BEFORE UPDATE OR DELETE ON municipalities_rights_review
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER kept BEFORE TRUNCATE ON municipalities_rights_review EXECUTE FUNCTION forbid_change();

CREATE FUNCTION guard_catalogue_import() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    IF session_user = 'vardovergang_app' AND app_role() IS DISTINCT FROM 'system_administrator' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a system administrator reads in the catalogue';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE ON municipalities_catalogue_import
    FOR EACH ROW EXECUTE FUNCTION guard_catalogue_import();

REVOKE EXECUTE ON FUNCTION guard_assignment(), guard_organisation_permission(), guard_user(), guard_unit(), guard_served_area(),
    guard_rights_review(), guard_catalogue_import() FROM PUBLIC;
"""

HISTORY = """
-- A user's row is tracked too: its password (a hash) is nobody's history.
CREATE OR REPLACE FUNCTION note_row_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    unsaid text[] := ARRAY['password'];
    old_row jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) - unsaid END;
    new_row jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) - unsaid END;
BEGIN
    IF old_row IS DISTINCT FROM new_row THEN
        INSERT INTO municipalities_row_change (at, assignment_id, login, "table", "row", operation, before, after)
        VALUES (clock_timestamp(), app_assignment(), session_user, TG_TABLE_NAME,
                (old_row || new_row) ->> 'id', lower(TG_OP), old_row, new_row);
    END IF;
    RETURN NULL;
END $$;

SELECT track_changes(name) FROM unnest(ARRAY[
    'municipalities_assignment', 'municipalities_user', 'municipalities_unit', 'municipalities_servedarea',
    'municipalities_organisation', 'municipalities_district',
    'municipalities_organisation_permission', 'municipalities_unit_permission']) AS name;
"""


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0012_directory")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (ACTS, FITS, GUARDS, HISTORY)]
