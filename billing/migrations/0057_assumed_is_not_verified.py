"""Terms and rates whose source says "(antaget)" are not shown as checked, whoever writes them."""

from django.db import migrations, models

NOT_VERIFIED = """
UPDATE billing_terms SET status = 'unverified' WHERE status = 'verified' AND source ILIKE '%(antaget)%';
UPDATE billing_daily_rate SET status = 'unverified' WHERE status = 'verified' AND source ILIKE '%(antaget)%';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0056_free_days_by_care_type"),
    ]

    operations = [
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
    ]
