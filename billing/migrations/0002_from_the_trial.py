"""From the trial's tables to those of today: which rules computed last, what was assumed is not called checked, and
what months come to as a view (`billing/database/views/month_lines.sql` says it)."""

from django.db import migrations, models

from billing.rulebook import CODE_VERSION
from municipalities.database.engine.operations import ApplyRules

# A database without cases has none that older rules have computed.
CURRENT = (
    f"UPDATE billing_rules_version SET code = '{CODE_VERSION}' WHERE NOT EXISTS (SELECT FROM discharge_case)"
)

# Earlier what-ifs gave one number of free days to each kind of care that they chose, or to all.
BY_CARE_TYPE = """
UPDATE billing_what_if w
SET changes = jsonb_set(w.changes, '{free_days}', (
    SELECT jsonb_object_agg(care_type, w.changes->'free_days')
    FROM jsonb_array_elements_text(coalesce(
        w.changes->'care_types', '["somatic", "psychiatric", "addiction", "child_psychiatric"]')) care_type))
WHERE jsonb_typeof(w.changes->'free_days') = 'number'
"""

# Terms and rates whose source says "(antaget)" are not shown as checked, whoever writes them.
NOT_VERIFIED = """
UPDATE billing_terms SET status = 'unverified' WHERE status = 'verified' AND source ILIKE '%(antaget)%';
UPDATE billing_daily_rate SET status = 'unverified' WHERE status = 'verified' AND source ILIKE '%(antaget)%';
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_schema"), ("discharge", "0002_from_the_trial")]
    operations = [
        migrations.AddField(
            model_name="rulesversion",
            name="code",
            field=models.CharField(default="1.1", max_length=12),
        ),
        migrations.AlterField(
            model_name="ledgeraverage",
            name="settlement",
            field=models.CharField(
                choices=[
                    ("excess", "Dagar över nivån"),
                    ("individual_when_exceeded", "Ärendenas dygn när nivån överskrids"),
                ],
                max_length=24,
                verbose_name="avräkning",
            ),
        ),
        migrations.AlterField(
            model_name="liabilityday",
            name="free_day",
            field=models.PositiveSmallIntegerField(
                default=0, verbose_name="fristdagens nummer; 0 för dag noll"
            ),
        ),
        migrations.AlterField(
            model_name="liabilityday",
            name="state",
            field=models.CharField(
                choices=[
                    ("free", "Fristdag"),
                    ("charged", "Betalningsansvar"),
                    ("not_charged", "Debiteras inte"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="terms",
            name="settlement",
            field=models.CharField(
                blank=True,
                choices=[
                    ("excess", "Dagar över nivån"),
                    ("individual_when_exceeded", "Ärendenas dygn när nivån överskrids"),
                ],
                max_length=24,
                verbose_name="avräkning",
            ),
        ),
        migrations.RunSQL(CURRENT, migrations.RunSQL.noop),
        migrations.RunSQL(BY_CARE_TYPE, migrations.RunSQL.noop),
        migrations.RunSQL(NOT_VERIFIED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="dailyrate",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "verified"), ("source__icontains", "(antaget)"), _negated=True),
                name="assumed_rate_is_not_verified",
            ),
        ),
        migrations.AddConstraint(
            model_name="terms",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "verified"), ("source__icontains", "(antaget)"), _negated=True),
                name="assumed_terms_are_not_verified",
            ),
        ),
        migrations.CreateModel(
            name="MonthLine",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                (
                    "source",
                    models.TextField(
                        choices=[
                            (
                                "newest",
                                "what the newest computation charges case by case, of open and closed months",
                            ),
                            ("kept", "what a closed month was closed with"),
                            ("booked", "what was found to differ since the month was closed"),
                        ]
                    ),
                ),
                ("by_mean", models.BooleanField()),
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
                ("month", models.DateField()),
                ("day", models.DateField()),
                ("booked_in", models.DateField(null=True)),
                ("cases", models.IntegerField(null=True)),
                ("days", models.IntegerField()),
                ("kronor", models.IntegerField()),
                ("days_without_rate", models.IntegerField()),
                ("rate_status", models.CharField(max_length=12)),
            ],
            options={"db_table": "billing_month_line", "managed": False},
        ),
        ApplyRules(),
    ]
