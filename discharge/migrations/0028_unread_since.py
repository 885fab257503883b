"""Since when what a unit has not acknowledged has waited, and each of its tasks as a row of its own."""

from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [("discharge", "0027_asked_once")]
    operations = [
        migrations.AddField(
            model_name="participation", name="unread_since", field=models.DateTimeField(null=True)
        ),
        ApplyRules(),
    ]
