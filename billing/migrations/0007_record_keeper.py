"""The role that was added."""

from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0006_what_may_be_explained"),
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
                    ("placement_coordinator", "Placeringssamordnare"),
                    ("municipal_health_care", "Kommunal hälso- och sjukvård"),
                    ("invoicer", "Fakturerare"),
                    ("municipal_economist", "Kommunens ekonom"),
                    ("statistics", "Statistik"),
                    ("log_reviewer", "Logggranskare"),
                    ("record_keeper", "Arkivansvarig"),
                    ("local_administrator", "Lokal administratör"),
                    ("system_administrator", "Systemadministratör"),
                ],
                max_length=30,
            ),
        ),
        ApplyRules(),
    ]
