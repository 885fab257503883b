"""Messages, and what is derived from them, are written by functions, which keep their plans."""

from django.db import migrations

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [("discharge", "0008_linked_numbers")]
    operations = [ApplyRules()]
