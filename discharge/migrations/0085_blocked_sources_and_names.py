"""A blocked unit is not named as the source of a change elsewhere, and readers' names are compared word by word."""

from django.db import migrations

SOURCE = """
-- As before; but a unit that has blocked what it knows, and has no part in the case, is not told of: that would say
-- where else the person is cared for.
CREATE OR REPLACE FUNCTION discharge_person_elsewhere(p_case uuid)
RETURNS TABLE (id uuid, given_name varchar, family_name varchar, street varchar, postal_code varchar, city varchar,
               municipality_id varchar, district_id uuid, listed_unit_id uuid, registered_unit_id uuid,
               registered_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT v.id, v.given_name, v.family_name, v.street, v.postal_code, v.city, v.municipality_id, v.district_id,
           v.listed_unit_id,
           CASE WHEN EXISTS (SELECT 1 FROM discharge_participation p
                             WHERE p.case_id = c.id AND p.unit_id = v.registered_unit_id)
                  OR NOT EXISTS (SELECT 1 FROM discharge_block b
                                 WHERE b.patient_id = c.patient_id AND b.unit_id = v.registered_unit_id
                                   AND b.lifted_at IS NULL)
                THEN v.registered_unit_id END,
           v.registered_at
    FROM discharge_case c
    JOIN LATERAL (SELECT o.registered_at FROM discharge_person_version o
                  WHERE o.case_id = c.id ORDER BY o.registered_at DESC LIMIT 1) own ON true
    JOIN discharge_person_version v
        ON v.patient_id = c.patient_id AND v.case_id <> c.id AND v.registered_at > own.registered_at
    WHERE c.id = p_case AND c.is_open AND (SELECT discharge_acts(p_case))
    ORDER BY v.registered_at DESC LIMIT 1
$$;
"""

NAMES = """
-- What two names are compared by, as municipalities.door.texts.words has it: "Anna-Lena" is "anna lena".
CREATE FUNCTION discharge_name_words(p_name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT btrim(regexp_replace(lower(normalize(p_name, NFKC)), '[[:space:][:punct:]‐‑‒–—’]+', ' ', 'g'))
$$;
REVOKE EXECUTE ON FUNCTION discharge_name_words(text) FROM PUBLIC;
CREATE INDEX version_by_name ON discharge_person_version
    (discharge_name_words(family_name), discharge_name_words(given_name));

CREATE OR REPLACE FUNCTION discharge_log_readings(p_from timestamptz, p_to timestamptz, p_limit integer)
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
        SELECT r.user_id, array_agg(DISTINCT concat_ws(' ', v.street, v.postal_code)) AS homes
        FROM (SELECT DISTINCT read.user_id FROM read) r
        JOIN municipalities_user u ON u.id = r.user_id
        JOIN discharge_person_version v
            ON discharge_name_words(v.family_name) = discharge_name_words(u.last_name)
           AND discharge_name_words(v.given_name) = discharge_name_words(u.first_name)
        WHERE v.street <> ''
        GROUP BY r.user_id
    )
    SELECT r.id, r.at, r.user_id, r.unit_id, r.action, r.case_id, v.given_name, v.family_name,
           CASE WHEN v.street = '' THEN '' ELSE concat_ws(' ', v.street, v.postal_code) END,
           p.protected_identity, coalesce(h.homes, '{}')
    FROM read r
    JOIN discharge_patient p ON p.id = r.patient_id
    JOIN LATERAL (SELECT * FROM discharge_person_version x
                  WHERE x.patient_id = p.id ORDER BY x.registered_at DESC LIMIT 1) v ON true
    LEFT JOIN homes h ON h.user_id = r.user_id
    ORDER BY r.at, r.id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("discharge", "0084_other_stays_for_wards")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (SOURCE, NAMES)]
