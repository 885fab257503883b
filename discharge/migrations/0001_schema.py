"""The tables of the trial, commit e6a2cad, which a new site goes through too: cases, persons and messages.

A database that has been through the trial's own migrations has been through this one (docs/decisions/0044).
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import municipalities.ids

# A PDF or a picture is packed already.
PACKED = "ALTER TABLE discharge_attachment ALTER COLUMN data SET STORAGE EXTERNAL"


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("discharge", "0001_initial"),
        ("discharge", "0002_row_level_security"),
        ("discharge", "0003_unread"),
        ("discharge", "0004_corrections"),
        ("discharge", "0005_journal_submission"),
        ("discharge", "0006_open_cases_in_order"),
        ("discharge", "0007_liability_missing"),
        ("discharge", "0010_ended_parts_and_readers"),
        ("discharge", "0012_drafts"),
        ("discharge", "0013_attachments"),
        ("discharge", "0015_sip"),
        ("discharge", "0016_sip_access"),
        ("discharge", "0014_unread_of_care"),
        ("discharge", "0020_log_review"),
        ("discharge", "0021_blocks"),
        ("discharge", "0022_destruction"),
        ("discharge", "0041_drafts_that_begin_or_correct"),
        ("discharge", "0042_reviewed_cases_alone"),
        ("discharge", "0043_sip_facts_changed"),
    ]
    dependencies = [("municipalities", "0001_schema")]
    operations = [
        migrations.CreateModel(
            name="Patient",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("identity_number", models.CharField(max_length=12, unique=True)),
                (
                    "number_kind",
                    models.CharField(
                        choices=[
                            ("personal", "Personnummer"),
                            ("coordination", "Samordningsnummer"),
                            ("reserve", "Reservnummer"),
                        ],
                        max_length=12,
                    ),
                ),
                ("given_name", models.CharField(max_length=80)),
                ("family_name", models.CharField(max_length=80)),
                (
                    "sex",
                    models.CharField(blank=True, choices=[("woman", "Kvinna"), ("man", "Man")], max_length=5),
                ),
                ("birth_date", models.DateField(null=True)),
                ("street", models.CharField(blank=True, max_length=120)),
                ("postal_code", models.CharField(blank=True, max_length=5)),
                ("city", models.CharField(blank=True, max_length=60)),
                ("protected_identity", models.BooleanField(default=False)),
                (
                    "district",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="municipalities.district"
                    ),
                ),
                (
                    "listed_unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="municipalities.unit"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="municipalities.municipality",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("birth_date__isnull", True), ("number_kind", "reserve"), ("sex", "")),
                            models.Q(
                                models.Q(("number_kind", "reserve"), _negated=True),
                                ("birth_date__isnull", False),
                                models.Q(("sex", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="reserve_number_has_no_sex_or_birth_date",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("stay", "Vårdtillfälle"), ("sip", "SIP utan vårdtillfälle")],
                        default="stay",
                        max_length=4,
                    ),
                ),
                ("reference", models.CharField(max_length=11, unique=True, verbose_name="ärendereferens")),
                (
                    "care_type",
                    models.CharField(
                        choices=[
                            ("somatic", "Somatisk vård"),
                            ("psychiatric", "Psykiatrisk vård"),
                            ("addiction", "Beroendevård"),
                            ("child_psychiatric", "Barn- och ungdomspsykiatri"),
                        ],
                        max_length=20,
                    ),
                ),
                ("admitted_at", models.DateTimeField()),
                ("expected_discharge", models.DateField(null=True)),
                (
                    "certainty",
                    models.CharField(
                        choices=[("certain", "Säker"), ("preliminary", "Preliminär"), ("unknown", "Okänd")],
                        max_length=12,
                    ),
                ),
                ("ready_at", models.DateTimeField(null=True)),
                ("discharged_at", models.DateTimeField(null=True)),
                ("step", models.PositiveSmallIntegerField(default=1)),
                ("next_type", models.CharField(blank=True, max_length=40)),
                ("next_deadline", models.DateTimeField(null=True)),
                ("is_open", models.BooleanField(default=True)),
                ("changed_at", models.DateTimeField()),
                ("starts_on", models.DateField(null=True)),
                ("free_days_left", models.SmallIntegerField(null=True)),
                (
                    "liability_state",
                    models.CharField(
                        choices=[
                            ("none", "Inget betalningsansvar"),
                            ("free", "Fristdagar löper"),
                            ("preliminary", "Preliminärt betalningsansvar"),
                            ("liable", "Betalningsansvar"),
                            ("not_liable", "Villkoren är inte uppfyllda"),
                        ],
                        default="none",
                        max_length=12,
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.district",
                    ),
                ),
                (
                    "next_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.unit",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                    ),
                ),
                (
                    "ward",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.unit",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="discharge.patient",
                    ),
                ),
                ("deceased_at", models.DateTimeField(null=True)),
                (
                    "liability_missing",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        db_default=[],
                        default=list,
                        size=None,
                        verbose_name="vad regionen har kvar",
                    ),
                ),
                (
                    "track",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("green", "Grön: hem med samma stöd som förut"),
                            ("yellow", "Gul: hem med nytt eller ändrat stöd"),
                            ("red", "Röd: stort behov av samordning"),
                            ("grey", "Grå: utanför lagen, ordinarie rutin"),
                        ],
                        max_length=6,
                        verbose_name="spår",
                    ),
                ),
                ("sip_closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["payer", "changed_at"], name="case_changed_by_payer"),
                    models.Index(
                        condition=models.Q(("is_open", True)),
                        fields=["payer", "id"],
                        name="case_open_by_payer",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_open", True), ("kind", "stay")),
                        fields=("patient",),
                        name="one_open_stay_per_patient",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("discharged_at__isnull", True),
                            ("discharged_at__gte", models.F("admitted_at")),
                            _connector="OR",
                        ),
                        name="discharge_not_before_admission",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "sip"),
                            models.Q(
                                ("deceased_at__isnull", True),
                                ("discharged_at__isnull", True),
                                ("is_open", True),
                            ),
                            models.Q(
                                ("is_open", False),
                                models.Q(
                                    ("discharged_at__isnull", False),
                                    ("deceased_at__isnull", False),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="open_until_discharge_or_death",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "stay"),
                            models.Q(
                                ("deceased_at__isnull", True),
                                ("is_open", True),
                                ("sip_closed_at__isnull", True),
                            ),
                            models.Q(
                                ("is_open", False),
                                models.Q(
                                    ("sip_closed_at__isnull", False),
                                    ("deceased_at__isnull", False),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="sip_open_until_closed_or_death",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "stay"), ("ward__isnull", False)),
                            models.Q(("kind", "sip"), ("ward__isnull", True)),
                            _connector="OR",
                        ),
                        name="a_stay_has_a_ward_and_a_sip_none",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseFacts",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="facts",
                        serialize=False,
                        to="discharge.case",
                    ),
                ),
                ("facts", models.JSONField()),
            ],
            options={
                "db_table": "discharge_case_facts",
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("type", models.CharField(max_length=40)),
                ("sent_at", models.DateTimeField()),
                ("facts", models.JSONField()),
                ("content", models.JSONField()),
                ("submission", models.UUIDField(unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="discharge.case",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.assignment",
                    ),
                ),
                (
                    "sender_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.unit",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="discharge.message",
                    ),
                ),
                (
                    "readers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("inpatient", "Slutenvård"),
                                ("outpatient", "Öppenvård"),
                                ("municipal", "Kommun"),
                                ("placement", "Placeringssamordning"),
                                ("administration", "Förvaltning"),
                            ],
                            max_length=20,
                        ),
                        null=True,
                        size=None,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "sent_at", "id"], name="message_by_case")],
            },
        ),
        migrations.CreateModel(
            name="Recipient",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="discharge.case"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recipients",
                        to="discharge.message",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("message", "unit"), name="a_unit_receives_a_message_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
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
                ("since", models.DateTimeField()),
                ("active", models.BooleanField(default=True, verbose_name="har en del i det som händer")),
                ("in_hospital", models.BooleanField(default=True)),
                ("to_acknowledge", models.PositiveSmallIntegerField(default=0)),
                ("to_answer", models.PositiveSmallIntegerField(default=0)),
                ("next_type", models.CharField(blank=True, max_length=40)),
                ("deadline", models.DateTimeField(null=True)),
                ("ready_at", models.DateTimeField(null=True)),
                ("admitted_at", models.DateTimeField()),
                ("starts_on", models.DateField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="discharge.case",
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.unit",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="discharge.patient"
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("follow_up_on", models.DateField(null=True)),
                ("meeting_at", models.DateTimeField(null=True)),
                ("meeting_held", models.BooleanField(db_default=False, default=False)),
                (
                    "placement",
                    models.CharField(
                        blank=True,
                        choices=[("searching", "Pågår"), ("ended", "Avslutad")],
                        db_default="",
                        max_length=9,
                    ),
                ),
                (
                    "sip_running",
                    models.BooleanField(db_default=False, default=False, verbose_name="SIP pågår"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("in_hospital", True)),
                        fields=["unit", "deadline", "admitted_at"],
                        name="part_in_hospital",
                    ),
                    models.Index(
                        condition=models.Q(("to_acknowledge__gt", 0), ("to_answer__gt", 0), _connector="OR"),
                        fields=["unit", "deadline"],
                        name="part_incoming",
                    ),
                    models.Index(fields=["unit", "-admitted_at"], name="part_by_unit"),
                    models.Index(fields=["patient", "unit"], name="part_by_patient"),
                    models.Index(
                        condition=models.Q(("sip_running", True)),
                        fields=["unit", "deadline"],
                        name="part_with_running_sip",
                    ),
                    models.Index(
                        condition=models.Q(("meeting_at__isnull", False)),
                        fields=["unit", "meeting_at"],
                        name="part_by_meeting",
                    ),
                    models.Index(
                        condition=models.Q(("follow_up_on__isnull", False)),
                        fields=["unit", "follow_up_on"],
                        name="part_by_follow_up",
                    ),
                    models.Index(
                        condition=models.Q(("placement", ""), _negated=True),
                        fields=["unit"],
                        name="part_with_placement",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "unit"), name="one_part_per_unit_and_case")
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "recipient",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="receipt",
                        serialize=False,
                        to="discharge.recipient",
                    ),
                ),
                ("acknowledged_at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.assignment",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="discharge.case"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandoverRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("requested_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="discharge.case"
                    ),
                ),
                (
                    "from_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.unit",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.assignment",
                    ),
                ),
                (
                    "to_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.unit",
                    ),
                ),
            ],
            options={
                "db_table": "discharge_handover_request",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("case", "from_unit"),
                        name="one_open_request_per_unit",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("type", models.CharField(max_length=40)),
                ("about", models.UUIDField(null=True)),
                ("values", models.JSONField()),
                ("submission", models.UUIDField()),
                ("saved_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="discharge.case",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.unit",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("corrects", models.BooleanField(db_default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "user", "unit", "type", "about", "corrects"),
                        name="one_draft_per_writer_and_message",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", False), ("corrects", False)),
                            ("about__isnull", False),
                            _connector="OR",
                        ),
                        name="draft_is_about_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                (
                    "media_type",
                    models.CharField(
                        choices=[
                            ("application/pdf", "application/pdf"),
                            ("image/png", "image/png"),
                            ("image/jpeg", "image/jpeg"),
                        ],
                        max_length=20,
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                ("data", models.BinaryField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="discharge.case"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="discharge.message",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("media_type__in", ["application/pdf", "image/png", "image/jpeg"])
                        ),
                        name="attachment_of_a_known_type",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SipFacts",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="sip_facts",
                        serialize=False,
                        to="discharge.case",
                    ),
                ),
                ("facts", models.JSONField()),
                ("changed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "discharge_sip_facts",
                "indexes": [models.Index(fields=["changed_at"], name="sip_facts_changed")],
            },
        ),
        migrations.CreateModel(
            name="BlockableType",
            fields=[
                ("type", models.CharField(max_length=40, primary_key=True, serialize=False)),
            ],
            options={
                "db_table": "discharge_blockable_type",
            },
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("set_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.assignment",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="discharge.patient"
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.assignment",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("patient", "unit"),
                        name="one_block_per_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                            models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_lifted_block_says_by_whom",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BlockOpening",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("consented", "Patienten samtycker"),
                            (
                                "emergency",
                                "Nödläge: fara för liv eller hälsa, och patienten kan inte tillfrågas",
                            ),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=80)),
                ("opened_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.assignment",
                    ),
                ),
                (
                    "block",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="discharge.block",
                    ),
                ),
            ],
            options={
                "db_table": "discharge_block_opening",
                "indexes": [models.Index(fields=["block", "assignment", "until"], name="opening_by_reader")],
            },
        ),
        migrations.CreateModel(
            name="Destruction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "messages",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[("ivo", "Beslut av IVO"), ("disposal", "Gallring")], max_length=10
                    ),
                ),
                ("decision", models.CharField(max_length=80, verbose_name="beslutets beteckning")),
                ("decided_on", models.DateField()),
                ("requested_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="discharge.case"
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case"], name="destruction_by_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                models.Q(("confirmed_by", models.F("requested_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="another_confirms_a_destruction",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("set_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="discharge.case"
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "discharge_legal_hold",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("case",),
                        name="one_legal_hold_per_case",
                    )
                ],
            },
        ),
        migrations.RunSQL(PACKED, migrations.RunSQL.noop),
    ]
