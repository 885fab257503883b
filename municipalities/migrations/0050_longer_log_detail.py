"""Room in the log for a reason with what it was given for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0044_cache")]

    operations = [
        migrations.AlterField(
            model_name="accesslog",
            name="detail",
            field=models.CharField(blank=True, max_length=250),
        ),
    ]
