"""Whoever works with a municipality's own statistics sees that municipality's figures, and its districts'.

The region and Storsthlm belong to no municipality and see the whole county's, as before.
"""

from django.db import migrations

OWN = """
ALTER POLICY app_read ON statistics_monthly_figure
    USING ((SELECT app_role()) = 'statistics' AND NOT withheld
           AND ((SELECT app_municipality()) IS NULL
                OR area_code IN ((SELECT app_municipality()), (SELECT app_municipality()) || '-unknown')
                OR area_code IN (SELECT id::text FROM municipalities_district
                                 WHERE municipality_id = (SELECT app_municipality()))));
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0003_what_if_cells"), ("municipalities", "0013_who_changes_what")]
    operations = [migrations.RunSQL(OWN, migrations.RunSQL.noop)]
