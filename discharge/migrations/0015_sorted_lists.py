"""Lists are sorted as their reader wants: an index a column, and where a part stands by name and by place."""

from datetime import UTC, date, datetime

import django.db.models.deletion
from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [
        ("discharge", "0014_wrongly_sent_about_protected"),
        ("municipalities", "0004_not_connected"),
    ]

    operations = [
        migrations.CreateModel(
            name="ListedPart",
            fields=[
                (
                    "part",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="listed",
                        serialize=False,
                        to="discharge.participation",
                    ),
                ),
                ("goes_on", models.BooleanField()),
                ("is_closed", models.BooleanField()),
                ("name", models.TextField(db_collation="C")),
                ("place", models.CharField(db_collation="C", max_length=36)),
            ],
            options={
                "db_table": "discharge_listed_part",
            },
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                models.F("unit"),
                models.F("admitted_at"),
                models.F("id"),
                models.F("in_hospital"),
                models.F("to_acknowledge"),
                models.F("to_answer"),
                models.F("sip_running"),
                models.F("care_type"),
                models.F("track"),
                models.F("payer"),
                models.F("district"),
                models.F("responsible"),
                condition=models.Q(
                    ("in_hospital", True),
                    ("sip_running", True),
                    ("to_acknowledge__gt", 0),
                    ("to_answer__gt", 0),
                    _connector="OR",
                ),
                name="part_by_admission",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                models.F("unit"),
                models.F("step"),
                models.F("due"),
                models.F("id"),
                models.F("in_hospital"),
                models.F("to_acknowledge"),
                models.F("to_answer"),
                models.F("sip_running"),
                models.F("care_type"),
                models.F("track"),
                models.F("payer"),
                models.F("district"),
                models.F("responsible"),
                condition=models.Q(
                    ("in_hospital", True),
                    ("sip_running", True),
                    ("to_acknowledge__gt", 0),
                    ("to_answer__gt", 0),
                    _connector="OR",
                ),
                name="part_by_step",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                models.F("unit"),
                models.Case(
                    models.When(expected_discharge__isnull=True, then=models.Value(date(9999, 12, 31))),
                    default=models.F("expected_discharge"),
                ),
                models.F("id"),
                models.F("in_hospital"),
                models.F("to_acknowledge"),
                models.F("to_answer"),
                models.F("sip_running"),
                models.F("care_type"),
                models.F("track"),
                models.F("payer"),
                models.F("district"),
                models.F("responsible"),
                condition=models.Q(
                    ("in_hospital", True),
                    ("sip_running", True),
                    ("to_acknowledge__gt", 0),
                    ("to_answer__gt", 0),
                    _connector="OR",
                ),
                name="part_by_expected_day",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                models.F("unit"),
                models.Case(
                    models.When(ready_at__isnull=True, then=models.Value(datetime(9999, 12, 31, tzinfo=UTC))),
                    default=models.F("ready_at"),
                ),
                models.F("id"),
                models.F("in_hospital"),
                models.F("to_acknowledge"),
                models.F("to_answer"),
                models.F("sip_running"),
                models.F("care_type"),
                models.F("track"),
                models.F("payer"),
                models.F("district"),
                models.F("responsible"),
                condition=models.Q(
                    ("in_hospital", True),
                    ("sip_running", True),
                    ("to_acknowledge__gt", 0),
                    ("to_answer__gt", 0),
                    _connector="OR",
                ),
                name="part_by_ready",
            ),
        ),
        migrations.AddField(
            model_name="listedpart",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="municipalities.unit",
            ),
        ),
        migrations.AddIndex(
            model_name="listedpart",
            index=models.Index(
                condition=models.Q(("goes_on", True)), fields=["unit", "name", "part"], name="listed_by_name"
            ),
        ),
        migrations.AddIndex(
            model_name="listedpart",
            index=models.Index(
                condition=models.Q(("goes_on", True)),
                fields=["unit", "place", "name", "part"],
                name="listed_by_place",
            ),
        ),
        migrations.AddIndex(
            model_name="listedpart",
            index=models.Index(
                condition=models.Q(("is_closed", True)),
                fields=["unit", "name", "part"],
                name="listed_closed_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="listedpart",
            index=models.Index(
                condition=models.Q(("is_closed", True)),
                fields=["unit", "place", "name", "part"],
                name="listed_closed_by_place",
            ),
        ),
        ApplyRules(),
    ]
