"""Units that are not connected: told on paper, with no users, and maybe without an HSA-id."""

from datetime import date

from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0003_directory_version"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="unit",
            name="hsa_id_has_its_form",
        ),
        migrations.AddField(
            model_name="unit",
            name="connected_from",
            field=models.DateField(
                blank=True,
                db_default=date(1, 1, 1),
                default=date(1, 1, 1),
                null=True,
                verbose_name="ansluten från",
            ),
        ),
        migrations.AlterField(
            model_name="unit",
            name="hsa_id",
            field=models.CharField(blank=True, max_length=31, null=True, unique=True, verbose_name="HSA-id"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hsa_id__regex", "^SE[0-9]{10}-[A-Za-z0-9]+$"), ("hsa_id__isnull", True), _connector="OR"
                ),
                name="hsa_id_has_its_form",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hsa_id__isnull", False), ("connected_from__isnull", True), _connector="OR"
                ),
                name="connected_unit_has_hsa_id",
            ),
        ),
        ApplyRules(),
    ]
