"""The region (HSF) enters what a ward sent outside the system during a stop."""

from django.db import migrations

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [("discharge", "0018_papers_in_lists")]
    operations = [ApplyRules()]
