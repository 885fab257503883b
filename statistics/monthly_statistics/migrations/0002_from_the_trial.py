"""From the trial to today: the same tables, with the rules of today."""

from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules

# The column was called "days" once, and what the database named after it still was.
RENAMED = """
DO $$
DECLARE
    old name;
BEGIN
    FOR old IN SELECT conname FROM pg_constraint
        WHERE conrelid = 'statistics_monthly_figure'::regclass AND conname LIKE 'statistics_monthly_figure_days_%'
    LOOP
        EXECUTE format('ALTER TABLE statistics_monthly_figure RENAME CONSTRAINT %I TO %I',
                       old, replace(old, '_days_', '_amount_'));
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0001_schema"), ("billing", "0002_from_the_trial")]
    operations = [
        # Which indicators there are is said by their rows alone.
        migrations.AlterField("monthlyfigure", "indicator", models.CharField(max_length=20)),
        migrations.RunSQL(RENAMED, migrations.RunSQL.noop),
        ApplyRules(),
    ]
