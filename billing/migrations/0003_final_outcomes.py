"""Outcomes that say from what they are final, nights of every case, and municipalities in several tasks.

What lies there says nothing of that yet: the first night computes every case.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from billing.rulebook import program_version
from municipalities.database.engine.operations import ApplyRules

# A database without cases has none that older rules have computed.
CURRENT = """
UPDATE billing_rules_version SET code = CASE WHEN EXISTS (SELECT FROM discharge_case) THEN '' ELSE %s END
"""


def compute_every_case(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(CURRENT, [program_version()])


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_from_the_trial")]
    operations = [
        migrations.AddField(
            "LiabilityResult", "rules", models.CharField(blank=True, db_default="", default="", max_length=64)
        ),
        migrations.AddField("LiabilityResult", "final_from", models.DateField(null=True)),
        migrations.AlterField(
            "LiabilityResult",
            "payer",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="municipalities.municipality",
            ),
        ),
        migrations.AddConstraint(
            "LiabilityResult",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("final_from__isnull", True), ("rules", "")),
                    models.Q(models.Q(("rules", ""), _negated=True), ("final_from__isnull", False)),
                    _connector="OR",
                ),
                name="final_outcome_says_by_which_rules",
            ),
        ),
        migrations.AddIndex(
            "LiabilityResult", models.Index(fields=["payer", "case"], name="liability_result_by_payer")
        ),
        migrations.AddField(
            "NightlyRun",
            "scope",
            models.CharField(
                choices=[
                    ("due", "Öppna och ändrade ärenden"),
                    ("every", "Också de avslutade där något har ändrats"),
                    ("forced", "Alla ärenden, vad som än har ändrats"),
                ],
                db_default="due",
                default="due",
                max_length=6,
            ),
        ),
        migrations.AddField(
            "NightlyRun",
            "cases_unchanged",
            models.PositiveIntegerField(db_default=0, default=0, verbose_name="ärenden utan ändring"),
        ),
        migrations.AddField(
            "NightlyRun",
            "cases_differing",
            models.PositiveIntegerField(null=True, verbose_name="ärenden som kontrollen kom till annat om"),
        ),
        migrations.AddField("NightlyTask", "first", models.UUIDField(default=uuid.UUID(int=0))),
        migrations.AddField("NightlyTask", "before", models.UUIDField(default=uuid.UUID(int=2**128 - 1))),
        migrations.RemoveConstraint("NightlyTask", "one_task_per_run_and_payer"),
        migrations.AddConstraint(
            "NightlyTask",
            models.UniqueConstraint(fields=["run", "payer", "first"], name="one_task_per_run_and_part"),
        ),
        migrations.AlterField("RulesVersion", "code", models.CharField(default="1.1", max_length=40)),
        migrations.RunPython(compute_every_case, migrations.RunPython.noop, elidable=False),
        ApplyRules(),
    ]
