"""That a person is ready is a column, so that PostgreSQL counts how many of each unit's are (0012)."""

from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules

STATISTICS = """
DROP STATISTICS part_lists;
CREATE STATISTICS part_lists (mcv) ON unit_id, in_hospital, is_ready, to_answer, to_acknowledge
FROM discharge_participation
"""


class Migration(migrations.Migration):
    dependencies = [("discharge", "0023_drafts_in_a_case"), ("municipalities", "0006_record_keeper")]
    operations = [
        migrations.RemoveIndex(model_name="participation", name="part_ready"),
        migrations.AddField(
            model_name="participation",
            name="is_ready",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Q(("ready_at__isnull", False)),  # type: ignore[arg-type]
                output_field=models.BooleanField(),
                verbose_name="utskrivningsklar",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                condition=models.Q(("in_hospital", True), ("is_ready", True)),
                fields=[
                    "unit",
                    "due",
                    "admitted_at",
                    "id",
                    "care_type",
                    "track",
                    "payer",
                    "district",
                    "responsible",
                ],
                name="part_ready",
            ),
        ),
        migrations.RunSQL(STATISTICS, migrations.RunSQL.noop),
        migrations.RunSQL("ANALYZE discharge_participation", migrations.RunSQL.noop),
        ApplyRules(),
    ]
