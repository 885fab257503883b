"""The tables of the trial, commit e6a2cad, which a new site goes through too: months and their figures.

A database that has been through the trial's own migrations has been through this one (docs/decisions/0044).
"""

import django.db.models.deletion
from django.db import migrations, models

import municipalities.ids


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("statistics", "0001_initial"),
        ("statistics", "0002_row_level_security"),
        ("statistics", "0003_what_if_cells"),
        ("statistics", "0004_own_figures"),
        ("statistics", "0005_sip"),
    ]
    dependencies = [("municipalities", "0001_schema")]
    operations = [
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField(verbose_name="månadens första dag")),
                ("version", models.PositiveSmallIntegerField()),
                ("as_of", models.DateField()),
                ("computed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-month", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("month", "version"), name="snapshot_once"),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="snapshot_month_is_its_first_day"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthlyFigure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "indicator",
                    models.CharField(
                        choices=[
                            ("ready", "Utskrivningsklara"),
                            ("liability", "Betalningsansvar"),
                            ("sip_held", "SIP-möten"),
                            ("sip_followed_up", "SIP-uppföljningar"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "area_kind",
                    models.CharField(
                        choices=[("county", "Län"), ("municipality", "Kommun"), ("district", "Stadsdel")],
                        max_length=20,
                    ),
                ),
                ("area_code", models.CharField(max_length=36)),
                ("area_name", models.CharField(max_length=120)),
                (
                    "care_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("somatic", "Somatisk vård"),
                            ("psychiatric", "Psykiatrisk vård"),
                            ("addiction", "Beroendevård"),
                            ("child_psychiatric", "Barn- och ungdomspsykiatri"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "sex",
                    models.CharField(
                        blank=True,
                        choices=[("woman", "Kvinnor"), ("man", "Män"), ("unknown", "Okänt kön")],
                        max_length=10,
                    ),
                ),
                (
                    "age_group",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("0-17", "0–17 år"),
                            ("18-64", "18–64 år"),
                            ("65-79", "65–79 år"),
                            ("80-", "80 år och äldre"),
                            ("unknown", "Okänd ålder"),
                        ],
                        max_length=10,
                    ),
                ),
                ("persons", models.PositiveIntegerField()),
                ("cases", models.PositiveIntegerField()),
                ("amount", models.PositiveIntegerField()),
                ("withheld", models.BooleanField()),
                (
                    "snapshot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="statistics.snapshot",
                    ),
                ),
            ],
            options={
                "db_table": "statistics_monthly_figure",
                "indexes": [models.Index(fields=["area_code", "snapshot"], name="figure_by_area")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("snapshot", "indicator", "area_code", "care_type", "sex", "age_group"),
                        name="figure_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("care_type", ""), ("sex", "")),
                            models.Q(("age_group", ""), ("care_type", "")),
                            models.Q(("age_group", ""), ("sex", "")),
                            _connector="OR",
                        ),
                        name="figure_has_one_breakdown",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("persons__gte", 5), ("withheld", True), _connector="OR"),
                        name="small_cell_is_withheld",
                    ),
                ],
            },
        ),
    ]
