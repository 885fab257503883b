"""A part that never should have been: its unit reads nothing of the case, and one narrow row says so."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import municipalities.ids
from municipalities.database.engine.operations import ApplyRules


def _key(to: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=to,
        null=null,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("discharge", "0006_entered_afterwards"),
        ("municipalities", "0003_directory_version"),
    ]

    operations = [
        migrations.AddField(
            model_name="participation",
            name="mistaken_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.CheckConstraint(
                condition=Q(mistaken_at__isnull=True) | Q(ended_at__isnull=False),
                name="a_mistaken_part_has_ended",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="mistaken_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RemoveConstraint(model_name="case", name="open_until_discharge_or_death"),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(kind="sip")
                | Q(
                    is_open=True,
                    discharged_at__isnull=True,
                    deceased_at__isnull=True,
                    mistaken_at__isnull=True,
                )
                | (
                    Q(is_open=False)
                    & (
                        Q(discharged_at__isnull=False)
                        | Q(deceased_at__isnull=False)
                        | Q(mistaken_at__isnull=False)
                    )
                ),
                name="open_until_discharge_or_death",
            ),
        ),
        migrations.CreateModel(
            name="WronglySent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("type", models.CharField(max_length=40)),
                ("sent_at", models.DateTimeField()),
                ("messages", models.PositiveIntegerField()),
                ("taken_back_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("unit", _key("municipalities.unit")),
                ("from_unit", _key("municipalities.unit")),
                ("read_by", _key("municipalities.assignment", null=True)),
            ],
            options={
                "db_table": "discharge_wrongly_sent",
                "indexes": [
                    models.Index(
                        fields=["unit", "taken_back_at"],
                        condition=Q(read_at__isnull=True),
                        name="wrongly_sent_unread",
                    )
                ],
            },
        ),
        ApplyRules(),
    ]
