"""A receipt may be undone, and given anew: rows of their own, so that what was stays."""

import django.db.models.deletion
from django.db import migrations, models

import municipalities.ids
from municipalities.database.engine.operations import ApplyRules

# The receipts that there are count: each gets an id, and is its recipient's first.
_KEY_OF_ITS_OWN = """
ALTER TABLE discharge_receipt DROP CONSTRAINT discharge_receipt_pkey;
ALTER TABLE discharge_receipt ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY;
ALTER TABLE discharge_receipt ALTER COLUMN id DROP DEFAULT;
"""
_UNDONE = """
ALTER TABLE discharge_receipt DROP COLUMN id;
ALTER TABLE discharge_receipt ADD PRIMARY KEY (recipient_id);
"""


def _of_what_and_whom() -> list[tuple[str, models.Field]]:
    named = (
        ("recipient", "discharge.recipient"),
        ("case", "discharge.case"),
        ("unit", "municipalities.unit"),
        ("assignment", "municipalities.assignment"),
    )
    return [
        (
            name,
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to),
        )
        for name, to in named
    ]


class Migration(migrations.Migration):
    dependencies = [("discharge", "0028_unread_since")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_KEY_OF_ITS_OWN, _UNDONE)],
            state_operations=[
                migrations.AddField(
                    model_name="receipt",
                    name="id",
                    field=models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                migrations.AlterField(
                    model_name="receipt",
                    name="recipient",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="discharge.recipient",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="receipt",
            name="number",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(fields=["recipient", "number"], name="one_receipt_counts"),
        ),
        migrations.CreateModel(
            name="ReceiptUndone",
            fields=[
                (
                    "receipt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="undone",
                        serialize=False,
                        to="discharge.receipt",
                    ),
                ),
                ("undone_at", models.DateTimeField()),
                *_of_what_and_whom(),
            ],
            options={"db_table": "discharge_receipt_undone"},
        ),
        ApplyRules(),
    ]
