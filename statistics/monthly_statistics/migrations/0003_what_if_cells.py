"""A what-if shows Storsthlm a municipality's month only where the published figures show it too.

Otherwise a figure that the statistics withhold, to protect a small one beside it, could be read there.
The inner SELECT is under the policies of the figures: a withheld one isn't found (docs/decisions/0041).
"""

from django.db import migrations

ONLY_WHAT_IS_PUBLISHED = """
CREATE POLICY published ON billing_what_if_sum AS RESTRICTIVE FOR SELECT TO vardovergang_app
    USING ((SELECT app_role()) IS DISTINCT FROM 'statistics'
           OR EXISTS (SELECT FROM statistics_monthly_figure f
                      JOIN statistics_snapshot s ON s.id = f.snapshot_id
                      WHERE s.month = billing_what_if_sum.month AND f.area_code = payer_id
                        AND f.indicator = 'liability' AND f.care_type = '' AND f.sex = '' AND f.age_group = ''));
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0002_row_level_security"), ("billing", "0008_averages_and_what_if")]
    operations = [migrations.RunSQL(ONLY_WHAT_IS_PUBLISHED, migrations.RunSQL.noop)]
