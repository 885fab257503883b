"""A part that is handed back, and back again: the guard judges who acts by what was before the statement.

One statement ends the sender's part and opens the receiver's. Where the sender's row came first the guard saw
it ended already, and refused the receiver's: a volatile function sees what its own statement has done so far,
a stable one does not.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("discharge", "0082_only_what_actions_do")]
    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION guard_end_of_part() STABLE", "ALTER FUNCTION guard_end_of_part() VOLATILE"
        )
    ]
