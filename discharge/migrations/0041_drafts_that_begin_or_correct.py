"""Drafts of what begins a case, and of corrections."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

#: A draft without a case holds what a person has typed about a patient of whom nothing is registered: its
#: writer alone sees it, and the worker, who sees no draft, removes it when its time is over.
WITHOUT_CASE = """
ALTER POLICY app_own ON discharge_draft
    USING (unit_id = (SELECT app_unit()) AND user_id = (SELECT discharge_writer())
           AND (case_id IS NULL OR EXISTS (SELECT 1 FROM discharge_participation p
                                           WHERE p.case_id = discharge_draft.case_id
                                             AND p.unit_id = (SELECT app_unit()))));
CREATE POLICY worker_forget ON discharge_draft FOR DELETE TO vardovergang_worker
    USING (case_id IS NULL AND saved_at < now() - interval '7 days');
GRANT DELETE ON discharge_draft TO vardovergang_worker;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("discharge", "0022_destruction"),
        ("municipalities", "0003_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="draft", name="one_draft_per_writer_and_message"),
        migrations.AddField(model_name="draft", name="corrects", field=models.BooleanField(db_default=False)),
        migrations.AlterField(
            model_name="draft",
            name="case",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="discharge.case",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                fields=("case", "user", "unit", "type", "about", "corrects"),
                name="one_draft_per_writer_and_message",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(("case__isnull", False), ("corrects", False))
                | models.Q(("about__isnull", False)),
                name="draft_is_about_something",
            ),
        ),
        migrations.RunSQL(WITHOUT_CASE, migrations.RunSQL.noop),
    ]
