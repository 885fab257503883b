"""The tables of the trial, commit e6a2cad, which a new site goes through too: terms, liability and the ledger.

A database that has been through the trial's own migrations has been through this one (docs/decisions/0044).
"""

import datetime as dt

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import municipalities.ids

ONE_VERSION = """
INSERT INTO billing_rules_version (id, version) VALUES (1, gen_random_uuid());
ALTER TABLE billing_rules_version ADD CONSTRAINT one_rules_version CHECK (id = 1);
"""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("billing", "0001_initial"),
        ("billing", "0002_row_level_security"),
        ("billing", "0003_messages"),
        ("billing", "0004_agreements"),
        ("billing", "0005_rules_and_ledger"),
        ("billing", "0007_explain_a_case"),
        ("billing", "0008_averages_and_what_if"),
        ("billing", "0009_explain_the_whole_table"),
        ("billing", "0010_why_a_day_cannot_be_invoiced"),
        ("billing", "0015_longer_roles"),
        ("billing", "0012_municipal_economist"),
        ("billing", "0042_economists_means"),
    ]
    dependencies = [("discharge", "0001_schema"), ("municipalities", "0001_schema")]
    operations = [
        migrations.CreateModel(
            name="LiabilityFailure",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="discharge.case",
                    ),
                ),
                ("reference", models.CharField(max_length=11)),
                ("error", models.TextField()),
                (
                    "payer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                    ),
                ),
            ],
            options={
                "db_table": "billing_liability_failure",
            },
        ),
        migrations.CreateModel(
            name="LiabilityResult",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="discharge.case",
                    ),
                ),
                ("as_of", models.DateField()),
                ("reference", models.CharField(max_length=11, unique=True)),
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
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                ("ready_days", models.PositiveIntegerField()),
                ("charged_days", models.PositiveIntegerField()),
                (
                    "amount",
                    models.PositiveIntegerField(
                        null=True, verbose_name="kronor; tomt när ett dygnsbelopp saknas"
                    ),
                ),
                ("facts_digest", models.CharField(max_length=64)),
                (
                    "rates",
                    models.JSONField(default=list, verbose_name="dygnsbeloppen som har använts, med källor"),
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
                    "payer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                    ),
                ),
                ("messages", models.JSONField(default=dict, verbose_name="meddelandena som säger det")),
                ("closed_on", models.DateField(null=True, verbose_name="dagen för hemgång eller dödsfall")),
            ],
            options={
                "db_table": "billing_liability_result",
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_on__isnull", False)),
                        fields=["closed_on"],
                        name="liability_result_closed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LiabilityPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("message", models.UUIDField(verbose_name="meddelandet om utskrivningsklar")),
                ("sent_at", models.DateTimeField()),
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
                ("day_zero", models.DateField()),
                ("starts_on", models.DateField(null=True)),
                ("sip_call_due_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                (
                    "ended_by",
                    models.CharField(
                        blank=True,
                        choices=[("discharge", "Hemgång"), ("death", "Avliden"), ("withdrawal", "Återtagen")],
                        max_length=10,
                    ),
                ),
                ("ready_days", models.PositiveIntegerField()),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                ("terms", models.JSONField(null=True, verbose_name="villkoren i kraft dag noll")),
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
                    "payer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        db_column="case_id",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="periods",
                        to="billing.liabilityresult",
                    ),
                ),
            ],
            options={
                "db_table": "billing_liability_period",
                "indexes": [models.Index(fields=["ended_on"], name="liability_period_ended")],
                "constraints": [
                    models.UniqueConstraint(fields=("result", "number"), name="liability_period_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_by", ""), ("ended_on__isnull", True)),
                            models.Q(("ended_on__isnull", False), models.Q(("ended_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="ended_period_says_by_what",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LiabilityDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("free", "Fridag"),
                            ("charged", "Betalningsansvar"),
                            ("not_charged", "Debiteras inte"),
                        ],
                        max_length=12,
                    ),
                ),
                ("ready", models.BooleanField(default=True)),
                (
                    "free_day",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="fridagens nummer; 0 för dag noll"
                    ),
                ),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("rate", models.PositiveIntegerField(null=True, verbose_name="kronor per vårddygn")),
                ("rate_status", models.CharField(blank=True, max_length=12)),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="days",
                        to="billing.liabilityperiod",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        db_column="case_id",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="days",
                        to="billing.liabilityresult",
                    ),
                ),
                (
                    "obstacle",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                models.Q(("reasons__contains", ["no_municipality"])),
                                then=models.Value("no_municipality"),
                            ),
                            models.When(
                                models.Q(("reasons__contains", ["terms_missing"])),
                                then=models.Value("terms_missing"),
                            ),
                            models.When(
                                models.Q(("state", "charged"), ("rate__isnull", True)),
                                then=models.Value("rate_missing"),
                            ),
                            models.When(
                                models.Q(("state", "charged"), ("rate_status", "unverified")),
                                then=models.Value("rate_unverified"),
                            ),
                            models.When(
                                models.Q(("state", "charged"), ("rate_status", "invented")),
                                then=models.Value("rate_invented"),
                            ),
                            output_field=models.CharField(),
                        ),
                        output_field=models.CharField(max_length=16, null=True),
                        verbose_name="varför dygnet inte kan faktureras",
                    ),
                ),
            ],
            options={
                "db_table": "billing_liability_day",
                "indexes": [
                    models.Index(fields=["date"], name="liability_day_by_date"),
                    models.Index(
                        condition=models.Q(("obstacle__isnull", False)),
                        fields=["obstacle"],
                        name="liability_day_unbillable",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("result", "date", "period"), name="liability_day_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state", "charged"), ("rate__isnull", True), _connector="OR"),
                        name="only_charged_days_cost",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reasons__len__gt", 0), ("state", "not_charged")),
                            models.Q(models.Q(("state", "not_charged"), _negated=True), ("reasons__len", 0)),
                            _connector="OR",
                        ),
                        name="a_day_not_charged_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NightlyRun",
            fields=[
                ("date", models.DateField(primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Pågår"),
                            ("done", "Klar"),
                            ("failed", "Klar, med fel"),
                            ("caught_up", "Täckt av en senare natt"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("schedule", "Enligt schema"),
                            ("page", "Från sidan"),
                            ("command", "Från kommandoraden"),
                        ],
                        max_length=10,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "caught_up_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="caught_up",
                        to="billing.nightlyrun",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "billing_nightly_run",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", True), ("state", "running")),
                            models.Q(
                                models.Q(("state", "running"), _negated=True), ("finished_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="nightly_run_is_finished_or_running",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("caught_up_by__isnull", False), ("state", "caught_up")),
                            models.Q(
                                models.Q(("state", "caught_up"), _negated=True),
                                ("caught_up_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="missed_night_says_what_covers_it",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "running")),
                        fields=("state",),
                        name="one_nightly_run_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NightlyTask",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("payer", models.CharField(blank=True, max_length=4)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Väntar"),
                            ("running", "Pågår"),
                            ("done", "Klar"),
                            ("failed", "Misslyckades"),
                            ("dropped", "Avbruten"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("claim", models.UUIDField(null=True)),
                ("claimed_by", models.CharField(blank=True, max_length=120)),
                ("claimed_at", models.DateTimeField(null=True, verbose_name="senaste livstecken")),
                ("cases_total", models.PositiveIntegerField(default=0)),
                ("cases_done", models.PositiveIntegerField(default=0)),
                ("cases_failed", models.PositiveIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=200)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="billing.nightlyrun",
                    ),
                ),
            ],
            options={
                "db_table": "billing_nightly_task",
                "constraints": [
                    models.UniqueConstraint(fields=("run", "payer"), name="one_task_per_run_and_payer")
                ],
            },
        ),
        migrations.CreateModel(
            name="UncomputedCase",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="discharge.case",
                    ),
                ),
                ("payer", models.CharField(blank=True, max_length=4)),
            ],
            options={
                "db_table": "billing_uncomputed_case",
                "indexes": [models.Index(models.F("payer"), models.F("case"), name="uncomputed_by_payer")],
            },
        ),
        migrations.CreateModel(
            name="RulesVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.UUIDField()),
            ],
            options={
                "db_table": "billing_rules_version",
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("county", "Länets kommuner"),
                            ("statute", "Kommuner utan överenskommelse"),
                            ("municipality", "En kommun"),
                        ],
                        max_length=12,
                        verbose_name="gäller för",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                (
                    "municipality",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreement",
                        to="municipalities.municipality",
                        verbose_name="kommun",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("municipality__isnull", False), ("scope", "municipality")),
                            models.Q(
                                models.Q(("scope", "municipality"), _negated=True),
                                ("municipality__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="agreement_says_which_municipality",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("municipality__isnull", True)),
                        fields=("scope",),
                        name="one_agreement_per_scope",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BillingMonth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("payer", models.CharField(blank=True, max_length=4)),
                ("month", models.DateField(verbose_name="månadens första dag")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Öppen"), ("closed", "Stängd")], default="open", max_length=6
                    ),
                ),
                ("closing", models.PositiveSmallIntegerField(default=0)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.assignment",
                    ),
                ),
            ],
            options={
                "db_table": "billing_month",
                "constraints": [
                    models.UniqueConstraint(fields=("month", "payer"), name="one_billing_month_per_payer"),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="billing_month_is_a_first_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                                ("state", "closed"),
                            ),
                            models.Q(
                                ("closed_at__isnull", True), ("closed_by__isnull", True), ("state", "open")
                            ),
                            _connector="OR",
                        ),
                        name="closed_month_says_when_and_by_whom",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangedRules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("care_type", models.CharField(blank=True, max_length=20)),
                ("days", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.agreement",
                    ),
                ),
            ],
            options={
                "db_table": "billing_changed_rules",
            },
        ),
        migrations.CreateModel(
            name="DailyRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
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
                ("kronor", models.PositiveIntegerField(verbose_name="kronor per vårddygn")),
                ("source", models.CharField(max_length=200, verbose_name="källa")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("verified", "Kontrollerad"),
                            ("unverified", "Okontrollerad"),
                            ("invented", "Påhittad"),
                        ],
                        max_length=10,
                        verbose_name="kontroll",
                    ),
                ),
            ],
            options={
                "db_table": "billing_daily_rate",
                "constraints": [
                    models.UniqueConstraint(fields=("year", "care_type"), name="one_daily_rate"),
                    models.CheckConstraint(
                        condition=models.Q(("kronor__gt", 0)), name="daily_rate_is_never_nothing"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=11)),
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
                ("closing", models.PositiveSmallIntegerField()),
                ("date", models.DateField()),
                ("rate", models.PositiveIntegerField(null=True, verbose_name="kronor per vårddygn")),
                ("rate_status", models.CharField(blank=True, max_length=12)),
                (
                    "billing_month",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="days",
                        to="billing.billingmonth",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="discharge.case",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.district",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                    ),
                ),
            ],
            options={
                "db_table": "billing_ledger_day",
                "indexes": [
                    models.Index(fields=["billing_month", "closing"], name="ledger_day_by_month"),
                    models.Index(fields=["case"], name="ledger_day_by_case"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LiabilityCorrection",
            fields=[
                ("reference", models.CharField(max_length=11)),
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
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField(verbose_name="månaden som dagarna ligger i")),
                ("booked_in", models.DateField(verbose_name="månaden som rättelsen bokförs i")),
                ("days", models.IntegerField()),
                ("kronor", models.IntegerField()),
                ("days_without_rate", models.IntegerField()),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                ("found_on", models.DateField()),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="discharge.case",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.district",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                    ),
                ),
            ],
            options={
                "db_table": "billing_liability_correction",
                "indexes": [
                    models.Index(fields=["case"], name="correction_by_case"),
                    models.Index(fields=["month"], name="correction_by_month"),
                    models.Index(fields=["booked_in"], name="correction_by_booking"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("days", 0), ("days_without_rate", 0), ("kronor", 0), _negated=True
                        ),
                        name="correction_changes_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("booked_in__day", 1), ("month__day", 1)),
                        name="correction_has_first_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Terms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                        verbose_name="vårdform",
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="gäller")),
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                (
                    "unit",
                    models.CharField(
                        choices=[("calendar_days", "Kalenderdagar"), ("weekdays", "Vardagar")],
                        max_length=13,
                        verbose_name="fristdagar räknas i",
                    ),
                ),
                ("free_days", models.PositiveSmallIntegerField(verbose_name="antal fristdagar")),
                (
                    "cutoff",
                    models.TimeField(default=dt.time(12, 0), verbose_name="klockslag för dag noll"),
                ),
                (
                    "discharge_day_charged",
                    models.BooleanField(default=False, verbose_name="utskrivningsdagen debiteras"),
                ),
                (
                    "leave_days_charged",
                    models.BooleanField(default=False, verbose_name="permissionsdygn debiteras"),
                ),
                (
                    "leave_stops_free_days",
                    models.BooleanField(default=False, verbose_name="permission stoppar fristdagarna"),
                ),
                (
                    "new_count_after_withdrawal",
                    models.BooleanField(default=True, verbose_name="nya fristdagar efter återtagen"),
                ),
                (
                    "outpatient_care_judged_daily",
                    models.BooleanField(default=True, verbose_name="öppenvården bedöms dag för dag"),
                ),
                (
                    "model",
                    models.CharField(
                        choices=[
                            ("individual", "Individuella fristdagar"),
                            ("average", "Genomsnittliga fristdagar"),
                        ],
                        default="individual",
                        max_length=10,
                        verbose_name="modell",
                    ),
                ),
                (
                    "settlement",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excess", "Dagarna över nivån"),
                            ("individual_when_exceeded", "Individuella dagar när nivån överskrids"),
                        ],
                        max_length=24,
                        verbose_name="avräkning",
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="källa")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("verified", "Kontrollerad"),
                            ("unverified", "Okontrollerad"),
                            ("invented", "Påhittad"),
                        ],
                        max_length=10,
                        verbose_name="kontroll",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms",
                        to="billing.agreement",
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("care_type", "somatic")),
                        expressions=[
                            (
                                models.Func(
                                    models.F("agreement"),
                                    models.F("agreement"),
                                    models.Value("[]"),
                                    function="int8range",
                                    output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
                                ),
                                "&&",
                            ),
                            ("valid", "&&"),
                        ],
                        name="terms_never_at_once_somatic",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("care_type", "psychiatric")),
                        expressions=[
                            (
                                models.Func(
                                    models.F("agreement"),
                                    models.F("agreement"),
                                    models.Value("[]"),
                                    function="int8range",
                                    output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
                                ),
                                "&&",
                            ),
                            ("valid", "&&"),
                        ],
                        name="terms_never_at_once_psychiatric",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("care_type", "addiction")),
                        expressions=[
                            (
                                models.Func(
                                    models.F("agreement"),
                                    models.F("agreement"),
                                    models.Value("[]"),
                                    function="int8range",
                                    output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
                                ),
                                "&&",
                            ),
                            ("valid", "&&"),
                        ],
                        name="terms_never_at_once_addiction",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("care_type", "child_psychiatric")),
                        expressions=[
                            (
                                models.Func(
                                    models.F("agreement"),
                                    models.F("agreement"),
                                    models.Value("[]"),
                                    function="int8range",
                                    output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
                                ),
                                "&&",
                            ),
                            ("valid", "&&"),
                        ],
                        name="terms_never_at_once_child_psychiatric",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False)), name="terms_hold_for_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("model", "average"), models.Q(("settlement", ""), _negated=True)),
                            models.Q(("model", "individual"), ("settlement", "")),
                            _connector="OR",
                        ),
                        name="settlement_belongs_to_average",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AverageCorrection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
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
                ("month", models.DateField(verbose_name="månaden som ärendena är avslutade i")),
                ("booked_in", models.DateField(verbose_name="månaden som rättelsen bokförs i")),
                ("days", models.IntegerField()),
                ("kronor", models.IntegerField()),
                ("days_without_rate", models.IntegerField()),
                ("cases", models.PositiveIntegerField(null=True)),
                ("ready_days", models.PositiveIntegerField(null=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("changed", "Nya uppgifter, villkor eller dygnsbelopp"),
                            ("month_reopened", "Månaden öppnades igen"),
                        ],
                        max_length=14,
                    ),
                ),
                ("found_on", models.DateField()),
                (
                    "payer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                    ),
                ),
            ],
            options={
                "db_table": "billing_average_correction",
                "indexes": [models.Index(fields=["month", "payer"], name="average_correction_by_month")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("days", 0), ("days_without_rate", 0), ("kronor", 0), _negated=True
                        ),
                        name="average_correction_changes_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("booked_in__day", 1), ("month__day", 1)),
                        name="average_correction_has_first_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangedAverage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField()),
            ],
            options={
                "db_table": "billing_changed_average",
            },
        ),
        migrations.CreateModel(
            name="LedgerAverage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("closing", models.PositiveSmallIntegerField()),
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
                (
                    "settlement",
                    models.CharField(
                        choices=[
                            ("excess", "Dagarna över nivån"),
                            ("individual_when_exceeded", "Individuella dagar när nivån överskrids"),
                        ],
                        max_length=24,
                        verbose_name="avräkning",
                    ),
                ),
                ("free_days", models.PositiveSmallIntegerField(verbose_name="nivån")),
                ("cases", models.PositiveIntegerField(verbose_name="ärenden som är avslutade i månaden")),
                ("ready_days", models.PositiveIntegerField(verbose_name="deras utskrivningsklara dagar")),
                (
                    "individual_days",
                    models.PositiveIntegerField(
                        verbose_name="deras dygn med betalningsansvar, ett ärende i taget"
                    ),
                ),
                ("days", models.PositiveIntegerField(verbose_name="dygn att betala")),
                ("rate", models.PositiveIntegerField(null=True, verbose_name="kronor per vårddygn")),
                ("rate_status", models.CharField(blank=True, max_length=12)),
                (
                    "billing_month",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="averages",
                        to="billing.billingmonth",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                    ),
                ),
            ],
            options={
                "db_table": "billing_ledger_average",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("billing_month", "closing", "care_type"), name="one_average_per_closing"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WhatIf",
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
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("first_month", models.DateField()),
                ("last_month", models.DateField()),
                (
                    "payers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=4), default=list, size=None
                    ),
                ),
                ("changes", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Väntar"),
                            ("running", "Pågår"),
                            ("done", "Klar"),
                            ("failed", "Misslyckades"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("claim", models.UUIDField(null=True)),
                ("claimed_by", models.CharField(blank=True, max_length=120)),
                ("claimed_at", models.DateTimeField(null=True, verbose_name="senaste livstecken")),
                ("as_of", models.DateField(null=True, verbose_name="natten vars uppgifter räknas")),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                (
                    "incomplete",
                    models.BooleanField(default=False, verbose_name="något ärende kunde inte räknas"),
                ),
                ("finished_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=200)),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.assignment",
                    ),
                ),
            ],
            options={
                "db_table": "billing_what_if",
                "indexes": [models.Index(fields=["role", "-asked_at"], name="what_if_by_role")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_month__day", 1),
                            ("first_month__lte", models.F("last_month")),
                            ("last_month__day", 1),
                        ),
                        name="what_if_has_months",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", False), ("state__in", ["done", "failed"])),
                            models.Q(("finished_at__isnull", True), ("state__in", ["waiting", "running"])),
                            _connector="OR",
                        ),
                        name="what_if_is_finished_or_not",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WhatIfSum",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField()),
                ("persons", models.PositiveIntegerField()),
                ("days", models.IntegerField()),
                ("kronor", models.IntegerField()),
                ("days_without_rate", models.IntegerField()),
                ("other_persons", models.PositiveIntegerField()),
                ("other_days", models.IntegerField()),
                ("other_kronor", models.IntegerField()),
                ("other_days_without_rate", models.IntegerField()),
                ("withheld", models.BooleanField()),
                (
                    "payer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                    ),
                ),
                (
                    "what_if",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sums",
                        to="billing.whatif",
                    ),
                ),
            ],
            options={
                "db_table": "billing_what_if_sum",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("what_if", "payer", "month"), name="one_sum_per_payer_and_month"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withheld", True),
                            models.Q(("other_persons__gte", 5), ("persons__gte", 5)),
                            _connector="OR",
                        ),
                        name="small_sum_is_withheld",
                    ),
                ],
            },
        ),
        migrations.RunSQL(ONE_VERSION, migrations.RunSQL.noop),
    ]
