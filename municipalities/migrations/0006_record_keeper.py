"""Who asks for content to be destroyed, and confirms it."""

from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0005_served_groups"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="organisation",
            options={
                "permissions": [
                    ("view_liability", "Ser betalningsansvar"),
                    ("view_figures", "Ser månadsstatistik"),
                    ("change_terms", "Ändrar villkor och dygnsbelopp"),
                    ("close_months", "Stänger faktureringsmånader"),
                    ("review_access_log", "Granskar åtkomstloggen"),
                    ("destroy_content", "Begär och bekräftar förstöring och gallring"),
                    ("administer_units", "Administrerar organisationens användare och enheter"),
                ]
            },
        ),
        migrations.AlterField(
            model_name="accesslog",
            name="action",
            field=models.CharField(
                choices=[
                    ("list", "Lista"),
                    ("open", "Öppnade ärende"),
                    ("lookup", "Sökte personnummer"),
                    ("print", "Skrev ut"),
                    ("export", "Exporterade"),
                    ("write", "Skrev i ärende"),
                    ("unblock", "Öppnade spärr"),
                    ("review", "Granskade åtkomstlogg"),
                    ("destroy", "Förstörde innehåll"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="assignment",
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
                verbose_name="roll",
            ),
        ),
        ApplyRules(),
    ]
