-- The assignment that this transaction acts for.
CREATE FUNCTION app_assignment() RETURNS uuid LANGUAGE sql STABLE
AS $$ SELECT nullif(current_setting('app.assignment', true), '')::uuid $$;
GRANT EXECUTE ON FUNCTION app_assignment TO vardovergang_app, vardovergang_worker;

-- Whether the role takes part in the care of persons: only such a one sees cases. An economist, a local
-- administrator or a log reviewer at the same unit sees none.
CREATE FUNCTION gives_care(p_role text) RETURNS boolean LANGUAGE sql IMMUTABLE
AS $$
    SELECT p_role IN ('inpatient', 'outpatient', 'case_officer', 'municipal_health_care', 'placement_coordinator')
$$;

-- The unit whose cases this transaction sees; null without an assignment that is valid today and gives care.
CREATE FUNCTION app_unit() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT unit_id FROM municipalities_assignment
        WHERE id = app_assignment() AND gives_care(role)
          AND (now() AT TIME ZONE 'Europe/Stockholm')::date BETWEEN valid_from AND coalesce(valid_to, 'infinity'));
END $$;
GRANT EXECUTE ON FUNCTION app_unit TO vardovergang_app, vardovergang_worker;

-- The role that this transaction acts in; null without an assignment that is valid today.
CREATE FUNCTION app_role() RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT role FROM municipalities_assignment
        WHERE id = app_assignment()
          AND (now() AT TIME ZONE 'Europe/Stockholm')::date BETWEEN valid_from AND coalesce(valid_to, 'infinity'));
END $$;
GRANT EXECUTE ON FUNCTION app_role TO vardovergang_app, vardovergang_worker;

-- The municipality whose own administration this transaction acts for; null for everybody else.
CREATE FUNCTION app_municipality() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT m.code FROM municipalities_assignment a
    JOIN municipalities_unit u ON u.id = a.unit_id
    JOIN municipalities_municipality m ON m.organisation_id = u.organisation_id
    WHERE a.id = app_assignment() AND app_role() IS NOT NULL
$$;
GRANT EXECUTE ON FUNCTION app_municipality TO vardovergang_app, vardovergang_worker;

-- Whether these are the assignment that this transaction acts for, and its user and unit. Valid or not: an
-- assignment that has ended leaves a trace too.
CREATE FUNCTION app_acts_as(p_assignment uuid, p_user bigint, p_unit uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT p_assignment = app_assignment() AND EXISTS (
        SELECT 1 FROM municipalities_assignment WHERE id = p_assignment AND user_id = p_user AND unit_id = p_unit)
$$;
GRANT EXECUTE ON FUNCTION app_acts_as TO vardovergang_app;

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
GRANT EXECUTE ON FUNCTION app_administers TO vardovergang_app, vardovergang_worker;

-- The organisation whose log the transaction may read: the role and the permission on the organisation, both.
CREATE FUNCTION app_reviewed_organisation() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT u.organisation_id
    FROM municipalities_assignment a
    JOIN municipalities_unit u ON u.id = a.unit_id
    JOIN municipalities_organisation_permission p
        ON p.content_object_id = u.organisation_id AND p.user_id = a.user_id
    JOIN auth_permission r ON r.id = p.permission_id AND r.codename = 'review_access_log'
    WHERE a.id = app_assignment() AND a.role = 'log_reviewer'
      AND (now() AT TIME ZONE 'Europe/Stockholm')::date
          BETWEEN a.valid_from AND coalesce(a.valid_to, 'infinity')
$$;
GRANT EXECUTE ON FUNCTION app_reviewed_organisation TO vardovergang_app;

-- The organisation whose content the transaction may ask to have destroyed: the role and the permission, both. Asked by
-- the functions that do it alone.
CREATE FUNCTION app_keeps_records_of() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT u.organisation_id
    FROM municipalities_assignment a
    JOIN municipalities_unit u ON u.id = a.unit_id
    JOIN municipalities_organisation_permission p
        ON p.content_object_id = u.organisation_id AND p.user_id = a.user_id
    JOIN auth_permission r ON r.id = p.permission_id AND r.codename = 'destroy_content'
    WHERE a.id = app_assignment() AND a.role = 'record_keeper'
      AND (now() AT TIME ZONE 'Europe/Stockholm')::date
          BETWEEN a.valid_from AND coalesce(a.valid_to, 'infinity')
$$;

-- Begins a request's transaction in one trip: READ ONLY where it only reads, and acting as the assignment, if it is
-- the user's and valid on the day. Answers with what every page asks of who acts: the user who may log in, all the
-- user's assignments of the day, and the directory's version.
CREATE FUNCTION app_enter(p_user bigint, p_assignment uuid, p_today date, p_reads_only boolean) RETURNS json
LANGUAGE plpgsql
AS $$
DECLARE
    the_user json;
    mine json;
    acts text;
    version uuid;
BEGIN
    IF p_reads_only THEN
        PERFORM set_config('transaction_read_only', 'on', true);
    END IF;
    SELECT row_to_json(u) INTO the_user FROM municipalities_user u WHERE u.id = p_user AND u.is_active;
    IF the_user IS NOT NULL THEN
        SELECT json_agg(a), max(a.id::text) FILTER (WHERE a.id = p_assignment) INTO mine, acts
        FROM municipalities_assignment a
        WHERE a.user_id = p_user AND p_today BETWEEN a.valid_from AND coalesce(a.valid_to, 'infinity');
    END IF;
    PERFORM set_config('app.assignment', coalesce(acts, ''), true);
    SELECT v.version INTO version FROM municipalities_directory_version v;
    RETURN json_build_object('user', the_user, 'mine', mine, 'acts', acts, 'directory', version);
END $$;
GRANT EXECUTE ON FUNCTION app_enter TO vardovergang_app;
