"""Which version of the program's own rules closed cases were computed with last, and the notice that counts.

The messages that a case is explained by are, beside those of its table, the one that brought an admission
notice to the paying municipality, as it was for a notice of utskrivningsklar.
"""

from importlib import import_module

from django.db import migrations, models

from billing.rulebook import CODE_VERSION

explain = import_module("billing.migrations.0009_explain_the_whole_table").EXPLAIN
BY_READY = "jsonb_array_elements(f.facts->'ready') said)"
EXPLAIN = explain.replace(
    f"{BY_READY})",
    f"{BY_READY}\n           OR m.sent_at = (f.facts->>'admission_notice_sent_at')::timestamptz)",
)

# A database without cases has none that older rules have computed.
CURRENT = f"""
UPDATE billing_rules_version SET code = '{CODE_VERSION}' WHERE NOT EXISTS (SELECT FROM discharge_case);
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0042_economists_means"), ("discharge", "0043_sip_facts_changed")]
    operations = [
        migrations.AddField(
            model_name="rulesversion", name="code", field=models.CharField(default="1.1", max_length=12)
        ),
        migrations.RunSQL(EXPLAIN, migrations.RunSQL.noop),
        migrations.RunSQL(CURRENT, migrations.RunSQL.noop),
    ]
