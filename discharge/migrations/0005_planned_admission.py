"""Whether a stay was planned: told to nobody, kept for statistics. Of older stays it is not known."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [("discharge", "0004_lists_led_by_the_part")]
    operations = [
        migrations.CreateModel(
            name="PlannedAdmission",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="planned_or_not",
                        serialize=False,
                        to="discharge.case",
                    ),
                ),
                (
                    "planned",
                    models.CharField(
                        choices=[("planned", "Planerad"), ("unplanned", "Oplanerad"), ("unknown", "Okänt")],
                        max_length=9,
                    ),
                ),
                ("changed_at", models.DateTimeField(db_default=Now())),
            ],
            options={"db_table": "discharge_planned_admission"},
        ),
        ApplyRules(),
    ]
