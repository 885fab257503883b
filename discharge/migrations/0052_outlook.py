"""One judgement of liability: the column's words, and the last day for what the region has left to do.

Open cases are judged anew by the next night; until then what was judged is said in the new words.
"""

from django.db import migrations, models

WORDS = """
UPDATE discharge_case
SET liability_state = CASE
    WHEN liability_state = 'free' AND liability_missing = '{}' THEN 'will_start'
    WHEN liability_state = 'liable' AND liability_missing = '{}' THEN 'stands'
    WHEN liability_missing <> '{}' THEN 'pending'
    ELSE 'barred' END
WHERE liability_state <> 'none';
UPDATE discharge_participation p SET starts_on = NULL
FROM discharge_case c
WHERE c.id = p.case_id AND c.liability_state IN ('pending', 'barred') AND p.starts_on IS NOT NULL;
"""
GRANT = "GRANT UPDATE (liability_due_on) ON discharge_case TO vardovergang_app, vardovergang_worker;"


class Migration(migrations.Migration):
    dependencies = [("discharge", "0051_number_kinds_and_names")]
    operations = [
        migrations.AddField(model_name="case", name="liability_due_on", field=models.DateField(null=True)),
        migrations.AlterField(
            model_name="case",
            name="liability_state",
            field=models.CharField(
                choices=[
                    ("none", "Ingen är utskrivningsklar"),
                    ("will_start", "Fristdagar löper"),
                    ("stands", "Betalningsansvar pågår"),
                    ("pending", "Något saknas för betalningsansvar"),
                    ("barred", "Inget betalningsansvar"),
                ],
                default="none",
                max_length=12,
            ),
        ),
        migrations.RunSQL([GRANT, WORDS], migrations.RunSQL.noop),
    ]
