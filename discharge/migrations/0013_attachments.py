"""Attachments: seen by who sees the message, and as unchangeable as it is."""

import django.db.models.deletion
from django.db import migrations, models

import municipalities.ids

PROTECT = """
ALTER TABLE discharge_attachment ENABLE ROW LEVEL SECURITY;
ALTER TABLE discharge_attachment FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON discharge_attachment TO vardovergang_owner USING (true) WITH CHECK (true);
-- The inner question is under the message's own policy: whoever may not see the message may not see its file.
CREATE POLICY app_read ON discharge_attachment FOR SELECT TO vardovergang_app
    USING (EXISTS (SELECT 1 FROM discharge_message m WHERE m.id = message_id));
-- The message, which nobody can change, names its files: nothing is put to it afterwards.
CREATE POLICY app_add ON discharge_attachment FOR INSERT TO vardovergang_app
    WITH CHECK (EXISTS (SELECT 1 FROM discharge_message m
                        WHERE m.id = message_id AND m.case_id = discharge_attachment.case_id
                          AND m.sender_id = app_assignment()
                          AND EXISTS (SELECT 1 FROM jsonb_each_text(m.content) said
                                      WHERE said.value = discharge_attachment.id::text)));
GRANT SELECT, INSERT ON discharge_attachment TO vardovergang_app;
CREATE TRIGGER unchanged BEFORE UPDATE OR DELETE ON discharge_attachment
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER kept BEFORE TRUNCATE ON discharge_attachment EXECUTE FUNCTION forbid_change();
-- A PDF or a picture is packed already.
ALTER TABLE discharge_attachment ALTER COLUMN data SET STORAGE EXTERNAL;
"""


class Migration(migrations.Migration):
    dependencies = [("discharge", "0012_drafts")]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                (
                    "media_type",
                    models.CharField(
                        choices=[
                            ("application/pdf", "application/pdf"),
                            ("image/png", "image/png"),
                            ("image/jpeg", "image/jpeg"),
                        ],
                        max_length=20,
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                ("data", models.BinaryField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="discharge.case"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="discharge.message",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("media_type__in", ["application/pdf", "image/png", "image/jpeg"])
                        ),
                        name="attachment_of_a_known_type",
                    )
                ],
            },
        ),
        migrations.RunSQL(PROTECT, migrations.RunSQL.noop),
    ]
