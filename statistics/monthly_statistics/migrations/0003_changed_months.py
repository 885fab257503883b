"""Triggers note which months are to be counted anew. What changed before they stood is not known: every month is noted."""

from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules

EVERY_MONTH = "INSERT INTO statistics_changed_month (month) SELECT DISTINCT month FROM statistics_snapshot"


class Migration(migrations.Migration):
    dependencies = [("statistics", "0002_from_the_trial"), ("billing", "0004_month_sums")]
    operations = [
        migrations.CreateModel(
            name="ChangedMonth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField()),
            ],
            options={"db_table": "statistics_changed_month"},
        ),
        migrations.RunSQL(EVERY_MONTH, migrations.RunSQL.noop),
        ApplyRules(),
    ]
