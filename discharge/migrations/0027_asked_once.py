"""A request for destruction counts once, and the invoicer alone asks for whom the region enters papers."""

from django.db import migrations

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [("discharge", "0026_papers_of_the_ward")]
    operations = [ApplyRules()]
