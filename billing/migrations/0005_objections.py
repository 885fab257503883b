"""A month that is closed although HSF has not decided some objections says which, and why."""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import Q

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [("billing", "0004_month_sums"), ("discharge", "0010_objections")]
    operations = [
        migrations.AddField("billingmonth", "closed_although", models.TextField(blank=True, default="")),
        migrations.AddField(
            "billingmonth",
            "undecided",
            django.contrib.postgres.fields.ArrayField(models.UUIDField(), default=list, size=None),
        ),
        migrations.AddConstraint(
            "billingmonth",
            models.CheckConstraint(
                condition=Q(undecided=[]) | ~Q(closed_although=""), name="undecided_objections_acknowledged"
            ),
        ),
        ApplyRules(),
    ]
