"""What can't be invoiced is found case by case."""

from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [("billing", "0007_record_keeper")]
    operations = [
        migrations.RemoveIndex(model_name="liabilityday", name="liability_day_unbillable"),
        migrations.AddIndex(
            model_name="liabilityday",
            index=models.Index(
                condition=models.Q(("obstacle__isnull", False)),
                fields=["obstacle", "result"],
                name="liability_day_unbillable",
            ),
        ),
        ApplyRules(),
    ]
