"""How many of the messages that wait for a unit were entered afterwards: lists say so of each case."""

from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [("discharge", "0017_tasks_that_end")]
    operations = [
        migrations.AddField(
            model_name="participation",
            name="entered_afterwards",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        ApplyRules(),
    ]
