-- Whether the role may be given at the unit, which must be connected: who works with figures or money, at an office of the administration.
CREATE FUNCTION role_fits_unit(p_role text, p_unit uuid) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT CASE
        WHEN u.connected_from IS NULL THEN false
        WHEN p_role IN ('log_reviewer', 'record_keeper', 'local_administrator') THEN true
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
GRANT EXECUTE ON FUNCTION role_fits_unit TO vardovergang_app;

-- Assignments are given and ended by a local administrator of the unit, of few roles, and never to oneself.
CREATE FUNCTION guard_assignment() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    IF (TG_OP = 'INSERT' OR (OLD.role, OLD.unit_id) IS DISTINCT FROM (NEW.role, NEW.unit_id))
       AND NOT coalesce(role_fits_unit(NEW.role, NEW.unit_id), false) THEN
        RAISE check_violation USING MESSAGE = 'the role does not fit the unit', CONSTRAINT = 'role_fits_unit';
    END IF;
    IF session_user = 'vardovergang_app' AND (
        NOT app_administers(NEW.unit_id)
        OR NEW.role IN ('invoicer', 'record_keeper', 'local_administrator', 'system_administrator')
        OR NEW.user_id = (SELECT user_id FROM municipalities_assignment WHERE id = app_assignment())) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a local administrator of the unit gives its assignments';
    END IF;
    RETURN NEW;
END $$;

-- Users are invited by local administrators.
CREATE FUNCTION guard_user() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    IF session_user = 'vardovergang_app' AND (
        app_role() IS DISTINCT FROM 'local_administrator' OR NEW.is_superuser OR NEW.is_staff) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a local administrator invites a user';
    END IF;
    RETURN NEW;
END $$;

-- A name is changed by who administers every unit where its user works, and never one's own.
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
                      AND (p.codename IN ('view_figures', 'review_access_log')
                           OR (p.codename = 'view_liability' AND o.kind = 'municipality')))) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only the organisation''s administrator permits, and only to look';
    END IF;
    RETURN NEW;
END $$;

-- Rights are reviewed by a local administrator of the unit.
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

-- What a unit serves is said by its local administrator, and within its own municipality.
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

-- Whom it serves likewise: a municipality's office its groups, outpatient care its kinds.
CREATE FUNCTION guard_served_group() RETURNS trigger LANGUAGE plpgsql
AS $$
DECLARE
    kinds text[] := ARRAY['primary_care', 'psychiatry', 'child_psychiatry', 'addiction', 'advanced_home_care',
                          'rehabilitation'];
BEGIN
    IF session_user = 'vardovergang_app' AND NOT app_administers(NEW.unit_id) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a local administrator of the unit says whom it serves';
    END IF;
    IF NOT EXISTS (SELECT FROM municipalities_unit u WHERE u.id = NEW.unit_id
                   AND ((u.party = 'municipal' AND NEW."group" <> ALL (kinds))
                        OR (u.party = 'outpatient' AND NEW."group" = ANY (kinds)))) THEN
        RAISE check_violation USING MESSAGE = 'the group does not fit the unit', CONSTRAINT = 'group_fits_unit';
    END IF;
    RETURN NEW;
END $$;

-- Units are the system administrator's; their contact details their local administrator's too.
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

-- The catalogue is read in by the system administrator.
CREATE FUNCTION guard_catalogue_import() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    IF session_user = 'vardovergang_app' AND app_role() IS DISTINCT FROM 'system_administrator' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a system administrator reads in the catalogue';
    END IF;
    RETURN NEW;
END $$;
