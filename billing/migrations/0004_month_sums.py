"""Sums of months, filled with what the lines come to; and an index of the ready periods that have no day."""

import django.db.models.deletion
from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules

# As the views say it (`billing/database/views/`), which may not stand yet.
FILL = """
INSERT INTO billing_month_sum (source, by_mean, payer_id, care_type, month, billed_in, rate_status,
                               lines, cases, days, kronor, days_without_rate)
WITH newest AS (
    SELECT p.payer_id, p.care_type, date_trunc('month', d.date::timestamp)::date AS month, d.state, d.rate, d.rate_status
    FROM billing_liability_day d JOIN billing_liability_period p ON p.id = d.period_id
), line (source, by_mean, payer_id, care_type, month, billed_in, rate_status,
         cases, days, kronor, days_without_rate) AS (
    SELECT 'day', false, payer_id, '', month, month, '', NULL::int, 0, 0, 0 FROM newest
    UNION ALL
    SELECT 'newest', false, payer_id, care_type, month, month, rate_status,
           NULL, 1, coalesce(rate, 0), (rate IS NULL)::int
    FROM newest WHERE state = 'charged' AND payer_id IS NOT NULL
    UNION ALL
    SELECT 'kept', false, l.payer_id, l.care_type, m.month, m.month, l.rate_status,
           NULL, 1, coalesce(l.rate, 0), (l.rate IS NULL)::int
    FROM billing_month m JOIN billing_ledger_day l ON l.billing_month_id = m.id AND l.closing = m.closing
    WHERE m.state = 'closed'
    UNION ALL
    SELECT 'kept', true, a.payer_id, a.care_type, m.month, m.month, a.rate_status,
           a.cases, a.days, a.days * coalesce(a.rate, 0), CASE WHEN a.rate IS NULL THEN a.days ELSE 0 END
    FROM billing_month m JOIN billing_ledger_average a ON a.billing_month_id = m.id AND a.closing = m.closing
    WHERE m.state = 'closed'
    UNION ALL
    SELECT 'booked', false, payer_id, care_type, month, booked_in, '', NULL, days, kronor, days_without_rate
    FROM billing_liability_correction
    UNION ALL
    SELECT 'booked', true, payer_id, care_type, month, booked_in, '', NULL, days, kronor, days_without_rate
    FROM billing_average_correction
)
SELECT source, by_mean, payer_id, coalesce(care_type, ''), month, billed_in, rate_status,
       count(*), sum(cases), sum(days), sum(kronor), sum(days_without_rate)
FROM line
GROUP BY source, by_mean, month, billed_in, rate_status, GROUPING SETS ((payer_id, care_type), ())
HAVING grouping(payer_id) = 0 AND payer_id IS NOT NULL OR grouping(payer_id) = 1 AND NOT (source = 'kept' AND by_mean)
UNION ALL
SELECT 'kept', true, NULL, '', month, month, CASE WHEN days > 0 THEN rate_status ELSE '' END,
       count(*), sum(cases), sum(days), sum(kronor), sum(days_without_rate)
FROM line WHERE source = 'kept' AND by_mean AND cases > 0
GROUP BY month, CASE WHEN days > 0 THEN rate_status ELSE '' END
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_final_outcomes")]
    operations = [
        migrations.CreateModel(
            name="MonthSum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.TextField(
                        choices=[
                            ("newest", "Newest"),
                            ("kept", "Kept"),
                            ("booked", "Booked"),
                            (
                                "day",
                                "every day of a ready period, charged or not",
                            ),
                        ]
                    ),
                ),
                ("by_mean", models.BooleanField()),
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
                    ),
                ),
                ("month", models.DateField()),
                ("billed_in", models.DateField()),
                ("rate_status", models.CharField(blank=True, max_length=12)),
                ("lines", models.IntegerField()),
                ("cases", models.IntegerField(null=True)),
                ("days", models.IntegerField()),
                ("kronor", models.BigIntegerField()),
                ("days_without_rate", models.IntegerField()),
                (
                    "payer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                    ),
                ),
            ],
            options={
                "db_table": "billing_month_sum",
                "indexes": [
                    models.Index(fields=["source", "payer", "billed_in"], name="month_sum_by_payer"),
                    models.Index(fields=["source", "billed_in"], name="month_sum_by_month"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="liabilityperiod",
            index=models.Index(
                condition=models.Q(("ready_days", 0)), fields=["sent_at"], name="liability_period_no_days"
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        ApplyRules(),
    ]
