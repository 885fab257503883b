"""Drafts: what one person has typed at one unit, seen by nobody else."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import municipalities.ids

PROTECT = """
-- Who acts: a draft is a person's own, also under another assignment of hers at the same unit.
CREATE FUNCTION discharge_writer() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT user_id FROM municipalities_assignment WHERE id = app_assignment() $$;
REVOKE EXECUTE ON FUNCTION discharge_writer() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION discharge_writer() TO vardovergang_app;

ALTER TABLE discharge_draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE discharge_draft FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON discharge_draft TO vardovergang_owner USING (true) WITH CHECK (true);
CREATE POLICY app_own ON discharge_draft TO vardovergang_app
    USING (unit_id = (SELECT app_unit()) AND user_id = (SELECT discharge_writer())
           AND EXISTS (SELECT 1 FROM discharge_participation p
                       WHERE p.case_id = discharge_draft.case_id AND p.unit_id = (SELECT app_unit())));
GRANT SELECT, INSERT, UPDATE (values, submission, saved_at), DELETE ON discharge_draft TO vardovergang_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("discharge", "0010_ended_parts_and_readers"),
        ("municipalities", "0003_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("type", models.CharField(max_length=40)),
                ("about", models.UUIDField(null=True)),
                ("values", models.JSONField()),
                ("submission", models.UUIDField()),
                ("saved_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="discharge.case"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.unit",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "user", "unit", "type", "about"),
                        name="one_draft_per_writer_and_message",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.RunSQL(PROTECT, migrations.RunSQL.noop),
    ]
