"""What PostgreSQL reckons with of a list is how common the unit's state is at that very unit.

Counted apart, a unit with a tenth of all cases and nearly all of those in hospital looks as if it had a few in its
list, and all of them are read and sorted for the first two hundred.
"""

from django.db import migrations

from municipalities.database.engine.operations import ApplyRules

CREATE = """
CREATE STATISTICS part_lists (mcv) ON unit_id, in_hospital, to_answer, to_acknowledge FROM discharge_participation
"""


class Migration(migrations.Migration):
    dependencies = [("discharge", "0011_not_connected")]
    operations = [
        migrations.RunSQL(CREATE, "DROP STATISTICS part_lists"),
        migrations.RunSQL("ANALYZE discharge_participation", migrations.RunSQL.noop),
        ApplyRules(),
    ]
