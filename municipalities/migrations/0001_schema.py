"""The tables of the trial, commit e6a2cad, which a new site goes through too: the directory, users and the access log.

A database that has been through the trial's own migrations has been through this one (docs/decisions/0044).
"""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import municipalities.ids

# Partitioned by month, which the models can't say. Its partitions are made by municipalities/access/partitions.py.
ACCESS_LOG = """
CREATE TABLE municipalities_access_log (
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    assignment_id uuid,
    user_id bigint,
    unit_id uuid,
    action varchar(10) NOT NULL,
    refused boolean NOT NULL,
    case_id uuid,
    patient_id uuid,
    case_ids uuid[] NOT NULL,
    detail varchar(120) NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX access_log_by_patient ON municipalities_access_log (patient_id, at);
CREATE INDEX access_log_by_case ON municipalities_access_log (case_id, at);
CREATE INDEX access_log_by_user ON municipalities_access_log (user_id, at);
CREATE INDEX access_log_by_unit ON municipalities_access_log (unit_id, at);
CREATE INDEX access_log_by_time ON municipalities_access_log (at);
CREATE INDEX access_log_by_listed ON municipalities_access_log USING gin (case_ids);
CREATE INDEX access_log_by_digest ON municipalities_access_log (detail varchar_pattern_ops) WHERE action = 'lookup';
"""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("municipalities", "0001_initial"),
        ("municipalities", "0002_access"),
        ("municipalities", "0003_history"),
        ("municipalities", "0010_sessions_and_hsa_ids"),
        ("municipalities", "0015_placement_coordinators"),
        ("municipalities", "0012_directory"),
        ("municipalities", "0013_who_changes_what"),
        ("municipalities", "0020_log_review"),
        ("municipalities", "0042_log_reviewers_permission"),
        ("municipalities", "0043_who_changes_a_name"),
    ]
    dependencies = [("auth", "0012_alter_user_first_name_max_length")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="AccessLog",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=municipalities.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("assignment_id", models.UUIDField(null=True)),
                        ("user_id", models.BigIntegerField(null=True)),
                        ("unit_id", models.UUIDField(null=True)),
                        (
                            "action",
                            models.CharField(
                                choices=[
                                    ("list", "Lista"),
                                    ("open", "Öppnade ärende"),
                                    ("lookup", "Sökte personnummer"),
                                    ("print", "Skrev ut"),
                                    ("export", "Exporterade"),
                                    ("write", "Skrev i ärende"),
                                    ("unblock", "Öppnade spärr"),
                                    ("review", "Granskade åtkomstlogg"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("refused", models.BooleanField(default=False)),
                        ("case_id", models.UUIDField(null=True)),
                        ("patient_id", models.UUIDField(null=True)),
                        (
                            "case_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, size=None
                            ),
                        ),
                        ("detail", models.CharField(blank=True, max_length=120)),
                    ],
                    options={
                        "db_table": "municipalities_access_log",
                    },
                ),
            ]
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                ),
                (
                    "hsa_id",
                    models.CharField(
                        blank=True, max_length=31, null=True, unique=True, verbose_name="HSA-id"
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hsa_id__regex", "^SE[0-9]{10}-[A-Za-z0-9]+$"),
                            ("hsa_id__isnull", True),
                            _connector="OR",
                        ),
                        name="user_hsa_id_has_its_form",
                    )
                ],
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                ("sort_key", models.CharField(db_collation="C", editable=False, max_length=200)),
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("region", "Region"),
                            ("private_provider", "Privat vårdgivare"),
                            ("municipality", "Kommun"),
                            ("association", "Förbund"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "organisation_number",
                    models.CharField(blank=True, max_length=11, verbose_name="organisationsnummer"),
                ),
                ("organisation_number_verified", models.BooleanField(default=False)),
            ],
            options={
                "permissions": [
                    ("view_liability", "Ser betalningsansvar"),
                    ("view_figures", "Ser månadsstatistik"),
                    ("change_terms", "Ändrar villkor och dygnsbelopp"),
                    ("close_months", "Stänger faktureringsmånader"),
                    ("review_access_log", "Granskar åtkomstloggen"),
                    ("administer_units", "Administrerar organisationens användare och enheter"),
                ],
                "constraints": [models.UniqueConstraint(fields=("kind", "name"), name="organisation_once")],
            },
        ),
        migrations.CreateModel(
            name="Municipality",
            fields=[
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                ("sort_key", models.CharField(db_collation="C", editable=False, max_length=200)),
                (
                    "code",
                    models.CharField(
                        max_length=4, primary_key=True, serialize=False, verbose_name="kommunkod"
                    ),
                ),
                ("population_2017", models.PositiveIntegerField(blank=True, null=True)),
                ("population_2024", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "organisation",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="municipalities.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_key"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^\\d{4}$")),
                        name="municipality_code_has_four_digits",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="District",
            fields=[
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                ("sort_key", models.CharField(db_collation="C", editable=False, max_length=200)),
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("population_2011", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="municipalities.district",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="districts",
                        to="municipalities.municipality",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_key"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "name", "valid_from"), name="district_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="district_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True), ("valid_to__isnull", False), _connector="OR"
                        ),
                        name="merged_district_has_ended",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganisationUserPermission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="municipalities.organisation"
                    ),
                ),
                (
                    "permission",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "municipalities_organisation_permission",
                "abstract": False,
                "unique_together": {("user", "permission", "content_object")},
            },
        ),
        migrations.CreateModel(
            name="PostalArea",
            fields=[
                (
                    "prefix",
                    models.CharField(
                        max_length=5, primary_key=True, serialize=False, verbose_name="postnummer börjar med"
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="municipalities.district",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="municipalities.municipality"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("prefix__regex", "^\\d{2,5}$")), name="postal_prefix_is_digits"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                ("sort_key", models.CharField(db_collation="C", editable=False, max_length=200)),
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("hsa_id", models.CharField(max_length=31, unique=True, verbose_name="HSA-id")),
                (
                    "party",
                    models.CharField(
                        choices=[
                            ("inpatient", "Slutenvård"),
                            ("outpatient", "Öppenvård"),
                            ("municipal", "Kommun"),
                            ("placement", "Placeringssamordning"),
                            ("administration", "Förvaltning"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "care_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("somatic", "Somatisk vård"),
                            ("psychiatric", "Psykiatrisk vård"),
                            ("addiction", "Beroendevård"),
                            ("child_psychiatric", "Barn- och ungdomspsykiatri"),
                        ],
                        max_length=20,
                        verbose_name="vårdform",
                    ),
                ),
                ("site", models.CharField(blank=True, max_length=80, verbose_name="sjukhus eller ort")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="telefon")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="municipalities.district",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="municipalities.municipality",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="municipalities.organisation",
                    ),
                ),
                (
                    "function_address",
                    models.EmailField(
                        blank=True, db_default="", max_length=254, verbose_name="funktionsadress"
                    ),
                ),
                (
                    "holiday_contact",
                    models.CharField(
                        blank=True, db_default="", max_length=200, verbose_name="kontakt på helgdagar"
                    ),
                ),
                (
                    "kombika",
                    models.CharField(blank=True, db_default="", max_length=20, verbose_name="kombikakod"),
                ),
                (
                    "opening_hours",
                    models.CharField(blank=True, db_default="", max_length=200, verbose_name="öppettider"),
                ),
                (
                    "stand_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stands_in_for",
                        to="municipalities.unit",
                        verbose_name="ersättare",
                    ),
                ),
                (
                    "weekend_contact",
                    models.CharField(
                        blank=True, db_default="", max_length=200, verbose_name="kontakt på helger"
                    ),
                ),
            ],
            options={
                "ordering": ["sort_key"],
                "indexes": [
                    models.Index(
                        fields=["party", "municipality", "district"], name="municipalit_party_b0c634_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hsa_id__regex", "^SE[0-9]{10}-[A-Za-z0-9]+$")),
                        name="hsa_id_has_its_form",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("municipality__isnull", False), ("party", "municipal")),
                            models.Q(("party", "municipal"), _negated=True),
                            _connector="OR",
                        ),
                        name="municipal_unit_has_municipality",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("party", "inpatient"), _negated=True),
                            models.Q(("care_type", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="ward_has_care_type",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stand_in__isnull", True),
                            models.Q(("stand_in", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="unit_stands_in_for_others",
                    ),
                ],
                "permissions": [("administer_unit", "Administrerar enhetens användare och uppgifter")],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "role",
                    models.CharField(
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
                            ("local_administrator", "Lokal administratör"),
                            ("system_administrator", "Systemadministratör"),
                        ],
                        max_length=30,
                        verbose_name="roll",
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="municipalities.unit",
                    ),
                ),
                ("hsa_id", models.CharField(blank=True, max_length=31, verbose_name="uppdragets HSA-id")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "unit", "role", "valid_from"), name="assignment_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="assignment_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hsa_id__regex", "^SE[0-9]{10}-[A-Za-z0-9]+$"), ("hsa_id", ""), _connector="OR"
                        ),
                        name="assignment_hsa_id_has_its_form",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RowChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("assignment_id", models.UUIDField(null=True)),
                ("login", models.CharField(max_length=63)),
                ("table", models.CharField(max_length=63)),
                ("row", models.CharField(max_length=40)),
                (
                    "operation",
                    models.CharField(
                        choices=[("insert", "Ny"), ("update", "Ändrad"), ("delete", "Borttagen")],
                        max_length=6,
                    ),
                ),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
            ],
            options={
                "db_table": "municipalities_row_change",
                "indexes": [models.Index(fields=["table", "row", "id"], name="row_change_by_row")],
            },
        ),
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
                "indexes": [models.Index(fields=["user_id", "-at"], name="login_event_by_user")],
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
        migrations.CreateModel(
            name="CatalogueImport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("page", "Från sidan"),
                            ("command", "Från kommandoraden"),
                            ("schedule", "Enligt schema"),
                        ],
                        max_length=10,
                    ),
                ),
                ("assignment_id", models.UUIDField(null=True)),
                ("file_name", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("previewed", "Granskas"),
                            ("done", "Införd"),
                            ("unchanged", "Inget att ändra"),
                            ("held", "Väntar på granskning"),
                        ],
                        max_length=10,
                    ),
                ),
                ("read_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("rows", models.JSONField()),
                ("report", models.JSONField()),
            ],
            options={
                "db_table": "municipalities_catalogue_import",
                "indexes": [models.Index(fields=["-read_at"], name="catalogue_import_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", True), ("state__in", ("previewed", "held"))),
                            models.Q(("finished_at__isnull", False), ("state__in", ("done", "unchanged"))),
                            _connector="OR",
                        ),
                        name="catalogue_import_is_finished_or_waits",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RightsReview",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="municipalities.assignment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.assignment",
                    ),
                ),
            ],
            options={
                "db_table": "municipalities_rights_review",
                "indexes": [models.Index(fields=["assignment", "-at"], name="rights_review_newest")],
            },
        ),
        migrations.CreateModel(
            name="ServedArea",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "postal_prefix",
                    models.CharField(blank=True, max_length=5, verbose_name="postnummer börjar med"),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.district",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="served_areas",
                        to="municipalities.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("postal_prefix", ""), ("postal_prefix__regex", "^\\d{2,5}$"), _connector="OR"
                        ),
                        name="served_prefix_is_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="served_area_dates_in_order",
                    ),
                    models.UniqueConstraint(
                        fields=("unit", "municipality", "district", "postal_prefix", "valid_from"),
                        name="served_area_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitUserPermission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "content_object",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="municipalities.unit"),
                ),
                (
                    "permission",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "municipalities_unit_permission",
                "abstract": False,
                "unique_together": {("user", "permission", "content_object")},
            },
        ),
        migrations.CreateModel(
            name="LogSelection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("drawn_at", models.DateTimeField()),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("readings", models.PositiveIntegerField(verbose_name="läsningar i perioden")),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.assignment",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "municipalities_log_selection",
                "indexes": [models.Index(fields=["organisation", "-drawn_at"], name="log_selection_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))),
                        name="log_selection_days_in_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SelectedReading",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reading_id", models.UUIDField()),
                ("read_at", models.DateTimeField()),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.organisation",
                    ),
                ),
                (
                    "selection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="selected",
                        to="municipalities.logselection",
                    ),
                ),
            ],
            options={
                "db_table": "municipalities_log_selected",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("selection", "reading_id"), name="a_reading_is_drawn_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LogReview",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reading_id", models.UUIDField()),
                ("reviewed_at", models.DateTimeField()),
                (
                    "finding",
                    models.CharField(
                        choices=[
                            ("justified", "Befogad"),
                            ("questioned", "Behöver utredas"),
                            ("unjustified", "Obefogad"),
                        ],
                        max_length=12,
                    ),
                ),
                ("looked_at", models.CharField(max_length=500)),
                ("measure", models.CharField(blank=True, max_length=500)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.organisation",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.assignment",
                    ),
                ),
            ],
            options={
                "db_table": "municipalities_log_review",
                "indexes": [models.Index(fields=["reading_id", "reviewed_at"], name="log_review_by_reading")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finding", "justified"),
                            models.Q(("measure", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="what_is_not_justified_has_a_measure",
                    )
                ],
            },
        ),
        migrations.RunSQL(ACCESS_LOG, migrations.RunSQL.noop),
    ]
