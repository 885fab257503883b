"""The region enters what the ward sent outside the system, and nothing in another unit's name."""

from django.db import migrations

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [("discharge", "0025_answers_by_case")]
    operations = [ApplyRules()]
