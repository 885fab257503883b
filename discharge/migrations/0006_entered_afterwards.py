"""A message that was sent outside the system has its true time, the channel, by whom, and who got it then."""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import F, Q

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [("discharge", "0005_planned_admission")]
    operations = [
        migrations.AddField("message", "happened_at", models.DateTimeField(null=True)),
        migrations.AddField("message", "channel", models.CharField(blank=True, default="", max_length=20)),
        migrations.AddField("message", "sent_by", models.CharField(blank=True, default="", max_length=200)),
        migrations.AddField(
            "message",
            "told",
            django.contrib.postgres.fields.ArrayField(models.UUIDField(), null=True, size=None),
        ),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=Q(happened_at=None, channel="", sent_by="", told=None)
                | (Q(happened_at__lte=F("sent_at"), told__isnull=False) & ~Q(channel="") & ~Q(sent_by="")),
                name="entered_afterwards_whole",
            ),
        ),
        ApplyRules(),
    ]
