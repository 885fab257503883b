"""A municipality's economist reads its figures as its statistician does: they are the same municipality's own."""

from django.db import migrations

READERS = """
-- 'all': the region. 'own': a municipality, or one of its districts. 'release': what may be shown to everybody.
CREATE OR REPLACE FUNCTION statistics_reader() RETURNS text
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
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0006_own_figures_whole")]
    operations = [migrations.RunSQL(READERS, migrations.RunSQL.noop)]
