"""A case is explained, too, by the messages that say when its payer was told another way than here."""

from importlib import import_module

from django.db import migrations

explain = import_module("billing.migrations.0044_code_version").EXPLAIN
MESSAGES = explain[explain.index("CREATE OR REPLACE FUNCTION billing_case_messages") :]
EXPLAIN = MESSAGES.replace("m.type IN (", "m.type IN ('payer_told', ").replace(
    "m.facts->>'deceased_at')", "m.facts->>'deceased_at', m.facts->>'told_at')"
)


class Migration(migrations.Migration):
    dependencies = [("billing", "0057_assumed_is_not_verified")]
    operations = [migrations.RunSQL(EXPLAIN, migrations.RunSQL.noop)]
