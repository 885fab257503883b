"""A list reads what was answered in its cases, and not every message of them."""

import django.db.models.deletion
from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [("discharge", "0024_ready_is_a_column")]
    operations = [
        migrations.AlterField(
            model_name="message",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="discharge.case",
            ),
        ),
        migrations.AddIndex(
            model_name="message", index=models.Index(fields=["case", "type"], name="message_by_type")
        ),
        ApplyRules(),
    ]
