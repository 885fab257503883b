"""Drafts in a case are forgotten too, by the worker."""

from django.db import migrations

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [("discharge", "0022_lists_of_what_goes_on")]
    operations = [ApplyRules()]
