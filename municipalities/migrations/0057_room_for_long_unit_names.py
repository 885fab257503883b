"""Room in the log for the longest reason together with the longest name of a unit: else nothing was opened at all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0056_log_rows_of_ones_own")]

    operations = [
        migrations.AlterField(
            model_name="accesslog",
            name="detail",
            field=models.CharField(blank=True, max_length=500),
        ),
    ]
