"""The roles that ask what-ifs are among all roles, and there is one more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0009_explain_the_whole_table"),
    ]

    operations = [
        migrations.AlterField(
            model_name="whatif",
            name="role",
            field=models.CharField(
                choices=[
                    ("inpatient", "Slutenvård"),
                    ("outpatient", "Öppenvård"),
                    ("case_officer", "Biståndshandläggare"),
                    ("invoicer", "Fakturerare"),
                    ("statistics", "Statistik"),
                    ("log_reviewer", "Logggranskare"),
                ],
                max_length=20,
            ),
        ),
    ]
