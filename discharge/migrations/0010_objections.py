"""The few objections there are, found among all messages."""

from django.db import migrations, models
from django.db.models import Q

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [("discharge", "0009_write_derived")]
    operations = [
        migrations.AddIndex(
            "message", models.Index(fields=["case"], condition=Q(type="objection"), name="message_objections")
        ),
        ApplyRules(),
    ]
