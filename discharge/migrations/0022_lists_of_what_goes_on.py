"""That a part goes on is a column: as a condition of indexes PostgreSQL asked it of every statement."""

from datetime import UTC, date, datetime

import django.db.models.deletion
from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules, MakeFunction

FILL = "SELECT discharge_list_parts(ARRAY (SELECT id FROM discharge_participation))"


class Migration(migrations.Migration):
    dependencies = [
        ("discharge", "0021_recalled_paper"),
        ("municipalities", "0006_record_keeper"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="participation",
            name="part_by_admission",
        ),
        migrations.RemoveIndex(
            model_name="participation",
            name="part_by_step",
        ),
        migrations.RemoveIndex(
            model_name="participation",
            name="part_by_expected_day",
        ),
        migrations.RemoveIndex(
            model_name="participation",
            name="part_by_ready",
        ),
        migrations.AddField(
            model_name="participation",
            name="goes_on",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Q(  # type: ignore[arg-type]
                    ("in_hospital", True),
                    ("sip_running", True),
                    ("to_acknowledge__gt", 0),
                    ("to_answer__gt", 0),
                    _connector="OR",
                ),
                output_field=models.BooleanField(),
                verbose_name="enheten har något med ärendet att göra",
            ),
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
                condition=models.Q(("goes_on", True)),
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
                condition=models.Q(("goes_on", True)),
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
                condition=models.Q(("goes_on", True)),
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
                condition=models.Q(("goes_on", True)),
                name="part_by_ready",
            ),
        ),
        migrations.AlterField(
            model_name="listedpart",
            name="part",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                primary_key=True,
                related_name="listed",
                serialize=False,
                to="discharge.participation",
            ),
        ),
        MakeFunction("discharge_sort_key"),
        MakeFunction("discharge_list_parts"),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        ApplyRules(),
    ]
