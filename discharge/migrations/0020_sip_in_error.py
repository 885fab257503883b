"""A SIP outside a stay ends also by being taken back as about the wrong person."""

from django.db import migrations, models
from django.db.models import Q

from municipalities.database.engine.operations import ApplyRules

NAME = "sip_open_until_closed_or_death"


class Migration(migrations.Migration):
    dependencies = [("discharge", "0019_region_enters_papers")]
    operations = [
        migrations.RemoveConstraint(model_name="case", name=NAME),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(kind="stay")
                | Q(
                    is_open=True,
                    sip_closed_at__isnull=True,
                    deceased_at__isnull=True,
                    mistaken_at__isnull=True,
                )
                | (
                    Q(is_open=False)
                    & (
                        Q(sip_closed_at__isnull=False)
                        | Q(deceased_at__isnull=False)
                        | Q(mistaken_at__isnull=False)
                    )
                ),
                name=NAME,
            ),
        ),
        ApplyRules(),
    ]
