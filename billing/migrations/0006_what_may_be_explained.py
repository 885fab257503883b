"""Lists ask the database which cases their reader may have explained; a contested end is waited for."""

from django.db import migrations

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [("billing", "0005_objections")]
    operations = [ApplyRules()]
