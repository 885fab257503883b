"""What goes on paper to a unit that is not connected, and what another unit enters as its words."""

import django.db.models.deletion
from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [
        ("discharge", "0010_objections"),
        ("municipalities", "0004_not_connected"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="on_behalf_of",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="municipalities.unit",
            ),
        ),
        migrations.AddField(
            model_name="recipient",
            name="connected",
            field=models.BooleanField(db_default=True, default=True, verbose_name="ansluten"),
        ),
        ApplyRules(),
    ]
