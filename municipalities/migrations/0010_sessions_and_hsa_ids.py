"""Sessions that know whose they are, the record of logins, and HSA-ids of people and commissions."""

import django.utils.timezone
from django.db import migrations, models

import municipalities.ids

LOGIN_EVENTS = """
CREATE TRIGGER unchanged BEFORE UPDATE OR DELETE ON municipalities_login_event
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER kept BEFORE TRUNCATE ON municipalities_login_event EXECUTE FUNCTION forbid_change();
-- Sessions lay in Django's own table before; whoever was logged in logs in once more.
DROP TABLE IF EXISTS django_session;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("municipalities", "0003_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="LoginEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("user_id", models.BigIntegerField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("login", "Loggade in"),
                            ("refused", "Inloggning nekades"),
                            ("logout", "Loggade ut"),
                            ("everywhere", "Loggade ut överallt"),
                            ("invited", "Inbjudan skapades"),
                            ("password", "Lösenord valdes"),
                            ("factor_added", "Andra steg lades till"),
                            ("factor_removed", "Andra steg togs bort"),
                            ("codes", "Nya reservkoder"),
                        ],
                        max_length=20,
                    ),
                ),
                ("way", models.CharField(blank=True, max_length=60)),
                ("detail", models.CharField(blank=True, max_length=120)),
                ("address", models.GenericIPAddressField(null=True)),
            ],
            options={
                "db_table": "municipalities_login_event",
            },
        ),
        migrations.CreateModel(
            name="UserSession",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("user_id", models.BigIntegerField(db_index=True, null=True)),
                ("began_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("way", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "db_table": "municipalities_session",
            },
        ),
        migrations.RemoveField(
            model_name="user",
            name="last_login",
        ),
        migrations.AddField(
            model_name="assignment",
            name="hsa_id",
            field=models.CharField(blank=True, max_length=31, verbose_name="uppdragets HSA-id"),
        ),
        migrations.AddField(
            model_name="user",
            name="hsa_id",
            field=models.CharField(blank=True, max_length=31, null=True, unique=True, verbose_name="HSA-id"),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hsa_id__regex", "^SE[0-9]{10}-[A-Za-z0-9]+$"), ("hsa_id", ""), _connector="OR"
                ),
                name="assignment_hsa_id_has_its_form",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hsa_id__regex", "^SE[0-9]{10}-[A-Za-z0-9]+$"), ("hsa_id__isnull", True), _connector="OR"
                ),
                name="user_hsa_id_has_its_form",
            ),
        ),
        migrations.AddIndex(
            model_name="loginevent",
            index=models.Index(fields=["user_id", "-at"], name="login_event_by_user"),
        ),
        migrations.RunSQL(LOGIN_EVENTS, migrations.RunSQL.noop),
    ]
