"""A night reads a municipality's open cases by id, in batches: the index must hold the id too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("discharge", "0005_journal_submission")]
    operations = [
        migrations.RemoveIndex(model_name="case", name="case_open_by_payer"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("is_open", True)), fields=["payer", "id"], name="case_open_by_payer"
            ),
        ),
    ]
