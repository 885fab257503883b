"""Whom units serve, beside where: groups of a municipality's, kinds of outpatient care."""

import django.db.models.deletion
from django.db import migrations, models

import municipalities.ids
from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0004_not_connected"),
    ]

    operations = [
        migrations.CreateModel(
            name="ServedGroup",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("older", "Äldre"),
                            ("adults", "Vuxen och beroende"),
                            ("children", "Barn och unga"),
                            ("social_psychiatry", "Socialpsykiatri och LSS"),
                            ("municipal_health_care", "Kommunal hälso- och sjukvård"),
                            ("primary_care", "Vårdcentral"),
                            ("psychiatry", "Psykiatri"),
                            ("child_psychiatry", "Barn- och ungdomspsykiatri (BUP)"),
                            ("addiction", "Beroendevård"),
                            ("advanced_home_care", "Avancerad sjukvård i hemmet (ASIH)"),
                            ("rehabilitation", "Rehabilitering"),
                        ],
                        max_length=30,
                        verbose_name="grupp",
                    ),
                ),
                ("youngest", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="yngst")),
                ("oldest", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="äldst")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="served_groups",
                        to="municipalities.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="served_group_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("youngest__isnull", True),
                            ("oldest__isnull", True),
                            ("oldest__gte", models.F("youngest")),
                            _connector="OR",
                        ),
                        name="served_group_ages_in_order",
                    ),
                    models.UniqueConstraint(fields=("unit", "group", "valid_from"), name="served_group_once"),
                ],
            },
        ),
        ApplyRules(),
    ]
