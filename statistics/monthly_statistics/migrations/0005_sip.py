"""SIP meetings and follow-ups beside the days: a figure's amount is days, meetings or follow-ups."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("statistics", "0004_own_figures"), ("discharge", "0043_sip_facts_changed")]

    operations = [
        migrations.RenameField(model_name="monthlyfigure", old_name="days", new_name="amount"),
        migrations.AlterField(
            model_name="monthlyfigure",
            name="indicator",
            field=models.CharField(
                choices=[
                    ("ready", "Utskrivningsklara"),
                    ("liability", "Betalningsansvar"),
                    ("sip_held", "SIP-möten"),
                    ("sip_followed_up", "SIP-uppföljningar"),
                ],
                max_length=20,
            ),
        ),
    ]
