"""Whose figures are read whole: a municipality's and a district's own, and all of them by the region, who makes them.

Everybody else reads what may be shown to all. Beside its own figures a municipality reads the county's that may be shown, but not
one that would leave one to four persons of the others when its own are taken away.
"""

from django.db import migrations

READERS = """
-- 'all': the region. 'own': a municipality, or one of its districts. 'release': what may be shown to everybody.
CREATE FUNCTION statistics_reader() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT CASE o.kind WHEN 'region' THEN 'all' WHEN 'municipality' THEN 'own' WHEN 'association' THEN 'release' END
    FROM municipalities_assignment a
    JOIN municipalities_unit u ON u.id = a.unit_id AND u.party = 'administration'
    JOIN municipalities_organisation o ON o.id = u.organisation_id
    WHERE a.id = app_assignment() AND app_role() = 'statistics'
$$;

-- The municipality, and its districts: all of them for the municipality's own unit, for a district's those that it is or has been.
CREATE FUNCTION statistics_own_areas() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    WITH RECURSIVE reader AS (
        SELECT app_municipality() AS municipality, u.district_id AS district
        FROM municipalities_assignment a JOIN municipalities_unit u ON u.id = a.unit_id
        WHERE a.id = app_assignment() AND statistics_reader() = 'own'
    ), own AS (
        SELECT d.id FROM municipalities_district d JOIN reader r ON d.municipality_id = r.municipality
        WHERE r.district IS NULL OR d.id = r.district
        UNION
        SELECT d.id FROM municipalities_district d JOIN own ON d.merged_into_id = own.id
    )
    SELECT municipality FROM reader
    UNION ALL SELECT municipality || '-unknown' FROM reader WHERE district IS NULL
    UNION ALL SELECT id::text FROM own
$$;

-- Whether the county's cell less the reader's own municipality's leaves somebody who could be pointed out.
CREATE FUNCTION statistics_points_out(p_snapshot uuid, p_indicator text, p_care_type text, p_sex text,
                                      p_age_group text, p_persons integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM statistics_monthly_figure f
        WHERE f.snapshot_id = p_snapshot AND f.indicator = p_indicator AND f.area_code = app_municipality()
          AND f.care_type = p_care_type AND f.sex = p_sex AND f.age_group = p_age_group
          AND p_persons - f.persons BETWEEN 1 AND 4)
$$;
REVOKE EXECUTE ON FUNCTION statistics_reader(), statistics_own_areas(),
    statistics_points_out(uuid, text, text, text, text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION statistics_reader(), statistics_own_areas(),
    statistics_points_out(uuid, text, text, text, text, integer) TO vardovergang_app;

ALTER POLICY app_read ON statistics_monthly_figure
    USING (CASE (SELECT statistics_reader())
           WHEN 'all' THEN true
           WHEN 'release' THEN NOT withheld
           WHEN 'own' THEN area_code IN (SELECT statistics_own_areas())
               OR (area_code = '01' AND NOT withheld
                   AND NOT statistics_points_out(snapshot_id, indicator, care_type, sex, age_group, persons))
           ELSE false END);
ALTER POLICY app_read ON statistics_snapshot USING ((SELECT statistics_reader()) IS NOT NULL);

-- A what-if stays within what may be shown to everybody, whoever of the two asks.
ALTER POLICY published ON billing_what_if_sum
    USING ((SELECT app_role()) IS DISTINCT FROM 'statistics'
           OR EXISTS (SELECT FROM statistics_monthly_figure f
                      JOIN statistics_snapshot s ON s.id = f.snapshot_id
                      WHERE s.month = billing_what_if_sum.month AND f.area_code = payer_id AND NOT f.withheld
                        AND f.indicator = 'liability' AND f.care_type = '' AND f.sex = '' AND f.age_group = ''));
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0005_sip"), ("municipalities", "0055_roles_fit_units")]
    operations = [migrations.RunSQL(READERS, migrations.RunSQL.noop)]
