"""Who has been shown where a protected person is cared for, why and for how long."""

import django.db.models.deletion
from django.db import migrations, models

import municipalities.ids
from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [
        ("discharge", "0012_lists_of_large_units"),
        ("municipalities", "0003_directory_version"),
    ]
    operations = [
        migrations.CreateModel(
            name="ProtectionOpening",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.CharField(max_length=80)),
                ("opened_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.assignment",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="discharge.case"
                    ),
                ),
            ],
            options={
                "db_table": "discharge_protection_opening",
                "indexes": [
                    models.Index(fields=["case", "assignment", "until"], name="place_opening_by_reader")
                ],
            },
        ),
        ApplyRules(),
    ]
