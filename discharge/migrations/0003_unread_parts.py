"""What every page's head counts is led by an index of its own."""

from django.db import migrations, models
from django.db.models import Q

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [
        ("discharge", "0002_from_the_trial"),
        ("municipalities", "0003_directory_version"),
    ]
    operations = [
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(fields=["unit"], condition=Q(to_acknowledge__gt=0), name="part_unread"),
        ),
        ApplyRules(),
    ]
