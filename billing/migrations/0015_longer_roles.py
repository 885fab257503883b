"""A role's name may be longer. PostgreSQL alters no column that a policy reads, so the policies are made anew."""

from django.db import migrations, models

DROP = "DROP POLICY app_read ON billing_what_if; DROP POLICY app_ask ON billing_what_if;"
CREATE = """
CREATE POLICY app_read ON billing_what_if FOR SELECT TO vardovergang_app
    USING (role = (SELECT app_role()) AND role IN ('invoicer', 'statistics'));
CREATE POLICY app_ask ON billing_what_if FOR INSERT TO vardovergang_app
    WITH CHECK (role = (SELECT app_role()) AND role IN ('invoicer', 'statistics')
                AND asked_by_id = (SELECT app_assignment()) AND state = 'waiting');
"""
ROLES = [
    ("inpatient", "Slutenvård"),
    ("outpatient", "Öppenvård"),
    ("case_officer", "Biståndshandläggare"),
    ("placement_coordinator", "Placeringssamordnare"),
    ("invoicer", "Fakturerare"),
    ("statistics", "Statistik"),
    ("log_reviewer", "Logggranskare"),
]


class Migration(migrations.Migration):
    dependencies = [("billing", "0010_why_a_day_cannot_be_invoiced")]
    operations = [
        migrations.RunSQL(DROP, migrations.RunSQL.noop),
        migrations.AlterField("whatif", "role", models.CharField(choices=ROLES, max_length=30)),
        migrations.RunSQL(CREATE, migrations.RunSQL.noop),
    ]
