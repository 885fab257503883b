"""Paper that went to a unit that is not connected, about the wrong person: who recalls it, and how it was done."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [("discharge", "0020_sip_in_error"), ("municipalities", "0006_record_keeper")]
    operations = [
        migrations.AddField(
            model_name="wronglysent",
            name="recalled_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="municipalities.unit",
            ),
        ),
        migrations.AddField(
            model_name="wronglysent",
            name="reference",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddField(
            model_name="wronglysent",
            name="recall",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddIndex(
            model_name="wronglysent",
            index=models.Index(
                condition=Q(read_at__isnull=True, recalled_by__isnull=False),
                fields=["recalled_by"],
                name="wrongly_sent_on_paper",
            ),
        ),
        ApplyRules(),
    ]
