"""When time ends the next of what a case asks for, and what units never did.

Cases that are there already are judged by the next night (`discharge.end_tasks`).
"""

from datetime import UTC, datetime

from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [("discharge", "0016_record_keeper")]
    operations = [
        migrations.AddField(
            model_name="case",
            name="lapses_at",
            field=models.DateTimeField(default=datetime(2000, 1, 1, tzinfo=UTC), null=True),
        ),
        migrations.AddField(
            model_name="participation",
            name="lapsed",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("lapses_at__isnull", False)), fields=["lapses_at"], name="case_lapsing"
            ),
        ),
        ApplyRules(),
    ]
