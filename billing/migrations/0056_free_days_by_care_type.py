"""Earlier what-ifs gave one number of free days to each kind of care that they chose, or to all."""

from django.db import migrations

BY_CARE_TYPE = """
UPDATE billing_what_if w
SET changes = jsonb_set(w.changes, '{free_days}', (
    SELECT jsonb_object_agg(care_type, w.changes->'free_days')
    FROM jsonb_array_elements_text(coalesce(
        w.changes->'care_types', '["somatic", "psychiatric", "addiction", "child_psychiatric"]')) care_type))
WHERE jsonb_typeof(w.changes->'free_days') = 'number'
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0055_economist_reads_why")]
    operations = [migrations.RunSQL(BY_CARE_TYPE, migrations.RunSQL.noop)]
