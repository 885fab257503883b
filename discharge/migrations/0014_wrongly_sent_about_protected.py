"""Whether a message that was sent by mistake told of a protected person: then a ward is not named as its sender."""

from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules

FOLLOW = """
UPDATE discharge_wrongly_sent w SET is_protected = true
FROM discharge_message m
JOIN discharge_recipient r ON r.message_id = m.id
JOIN discharge_case c ON c.id = m.case_id
JOIN discharge_patient p ON p.id = c.patient_id
WHERE p.protected_identity AND w.unit_id = r.unit_id AND w.from_unit_id = m.sender_unit_id AND w.sent_at = m.sent_at
"""


class Migration(migrations.Migration):
    dependencies = [("discharge", "0013_place_of_care")]
    operations = [
        migrations.AddField(
            model_name="wronglysent",
            name="is_protected",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(FOLLOW, migrations.RunSQL.noop),
        ApplyRules(),
    ]
