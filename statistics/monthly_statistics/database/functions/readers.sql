-- 'all': the region. 'own': a municipality, or one of its districts. 'release': what may be shown to everybody.
CREATE FUNCTION statistics_reader() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT CASE WHEN o.kind = 'municipality' THEN 'own'
                WHEN app_role() <> 'statistics' THEN NULL
                WHEN o.kind = 'region' THEN 'all'
                WHEN o.kind = 'association' THEN 'release' END
    FROM municipalities_assignment a
    JOIN municipalities_unit u ON u.id = a.unit_id AND u.party = 'administration'
    JOIN municipalities_organisation o ON o.id = u.organisation_id
    WHERE a.id = app_assignment() AND app_role() IN ('statistics', 'municipal_economist')
$$;
GRANT EXECUTE ON FUNCTION statistics_reader TO vardovergang_app;

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
GRANT EXECUTE ON FUNCTION statistics_own_areas TO vardovergang_app;

-- Whether the county's cells of everybody, or of this breakdown, would point somebody out of the others when the reader's
-- own municipality's are taken away: a shown one, or what the hidden ones come to together, leaves one to four persons.
CREATE FUNCTION statistics_points_out(p_snapshot uuid, p_indicator text, p_care_type text, p_sex text,
                                      p_age_group text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    WITH others AS (
        SELECT county.persons - own.persons AS persons, county.withheld
        FROM statistics_monthly_figure county
        JOIN statistics_monthly_figure own USING (snapshot_id, indicator, care_type, sex, age_group)
        WHERE county.snapshot_id = p_snapshot AND county.indicator = p_indicator
          AND county.area_code = '01' AND own.area_code = app_municipality()
          AND (concat(county.care_type, county.sex, county.age_group) = ''
               OR (county.care_type <> '' AND p_care_type <> '') OR (county.sex <> '' AND p_sex <> '')
               OR (county.age_group <> '' AND p_age_group <> ''))
    )
    SELECT EXISTS (SELECT FROM others WHERE NOT withheld AND persons BETWEEN 1 AND 4)
        OR coalesce((SELECT sum(persons) BETWEEN 1 AND 4 FROM others WHERE withheld), false)
$$;
GRANT EXECUTE ON FUNCTION statistics_points_out TO vardovergang_app;
