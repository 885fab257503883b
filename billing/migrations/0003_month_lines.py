"""What months come to, as a view: `billing/database/views/month_lines.sql` says it."""

from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_from_the_trial")]
    operations = [
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
