from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_row_level_security")]
    operations = [
        migrations.AddField(
            model_name="liabilityresult",
            name="messages",
            field=models.JSONField(default=dict, verbose_name="meddelandena som säger det"),
        ),
        migrations.AlterField(
            model_name="liabilityperiod",
            name="message",
            field=models.UUIDField(verbose_name="meddelandet om utskrivningsklar"),
        ),
    ]
