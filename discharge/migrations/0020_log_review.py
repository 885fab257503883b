"""What a log reviewer may know of the persons in its organisation's log.

Names and addresses leave the database through one function alone, for the rules that compare them with the
readers'; pages show a case's reference. Each function answers only about what stands in the log of
the organisation that the transaction may review.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION discharge_in_reviewed_log(p_patient uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT EXISTS (
        SELECT 1
        FROM (SELECT ARRAY (SELECT id FROM discharge_case WHERE patient_id = p_patient) AS ids) c
        JOIN municipalities_access_log l
            ON l.patient_id = p_patient OR l.case_id = ANY (c.ids) OR l.case_ids && c.ids
        JOIN municipalities_unit u ON u.id = l.unit_id AND u.organisation_id = app_reviewed_organisation())
$$;

-- Readings of single persons in a period, with what the rules compare; lists show many and are left out.
CREATE FUNCTION discharge_log_readings(p_from timestamptz, p_to timestamptz, p_limit integer)
RETURNS TABLE (id uuid, at timestamptz, user_id bigint, unit_id uuid, action text, case_id uuid,
               given_name text, family_name text, address text, protected boolean, homes text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    WITH read AS (
        SELECT l.id, l.at, l.user_id, l.unit_id, l.action, l.case_id,
               coalesce(l.patient_id, c.patient_id) AS patient_id
        FROM municipalities_access_log l
        JOIN municipalities_unit u ON u.id = l.unit_id
             AND u.organisation_id = (SELECT app_reviewed_organisation())
        LEFT JOIN discharge_case c ON c.id = l.case_id
        WHERE l.at >= p_from AND l.at < p_to AND coalesce(l.patient_id, c.patient_id) IS NOT NULL
        ORDER BY l.at, l.id
        LIMIT p_limit
    ), homes AS (
        SELECT r.user_id, array_agg(DISTINCT concat_ws(' ', p.street, p.postal_code)) AS homes
        FROM (SELECT DISTINCT read.user_id FROM read) r
        JOIN municipalities_user u ON u.id = r.user_id
        JOIN discharge_patient p
            ON lower(p.given_name) = lower(u.first_name) AND lower(p.family_name) = lower(u.last_name)
        WHERE p.street <> ''
        GROUP BY r.user_id
    )
    SELECT r.id, r.at, r.user_id, r.unit_id, r.action, r.case_id, p.given_name, p.family_name,
           CASE WHEN p.street = '' THEN '' ELSE concat_ws(' ', p.street, p.postal_code) END,
           p.protected_identity, coalesce(h.homes, '{}')
    FROM read r
    JOIN discharge_patient p ON p.id = r.patient_id
    LEFT JOIN homes h ON h.user_id = r.user_id
    ORDER BY r.at, r.id
$$;

-- What pages call the cases of the log's rows; no name.
CREATE FUNCTION discharge_log_cases(p_cases uuid[])
RETURNS TABLE (case_id uuid, reference text, protected boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT c.id, c.reference, p.protected_identity
    FROM discharge_case c JOIN discharge_patient p ON p.id = c.patient_id
    WHERE c.id = ANY (p_cases) AND (SELECT app_reviewed_organisation()) IS NOT NULL
$$;

CREATE FUNCTION discharge_log_case(p_reference text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT id FROM discharge_case WHERE reference = p_reference AND discharge_in_reviewed_log(patient_id)
$$;

-- The person by number, if somebody at the organisation has read about him or her; asked for with a reason.
CREATE FUNCTION discharge_log_person(p_number text)
RETURNS TABLE (patient_id uuid, name text, protected boolean, cases uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT p.id, concat_ws(' ', p.given_name, p.family_name), p.protected_identity,
           ARRAY (SELECT c.id FROM discharge_case c WHERE c.patient_id = p.id)
    FROM discharge_patient p
    WHERE p.identity_number = p_number AND discharge_in_reviewed_log(p.id)
$$;

REVOKE EXECUTE ON FUNCTION discharge_in_reviewed_log(uuid),
    discharge_log_readings(timestamptz, timestamptz, integer), discharge_log_cases(uuid[]),
    discharge_log_case(text), discharge_log_person(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION discharge_log_readings(timestamptz, timestamptz, integer), discharge_log_cases(uuid[]),
    discharge_log_case(text), discharge_log_person(text) TO vardovergang_app;
"""


class Migration(migrations.Migration):
    dependencies = [("discharge", "0014_unread_of_care"), ("municipalities", "0020_log_review")]
    operations = [migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop)]
