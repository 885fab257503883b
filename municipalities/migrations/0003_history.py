"""The history of settings-like tables: who changed which row when, and what it said before and after."""

from django.db import migrations, models

HISTORY = """
CREATE FUNCTION note_row_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    old_row jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
    new_row jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
BEGIN
    IF old_row IS DISTINCT FROM new_row THEN
        INSERT INTO municipalities_row_change (at, assignment_id, login, "table", "row", operation, before, after)
        VALUES (clock_timestamp(), app_assignment(), session_user, TG_TABLE_NAME,
                (old_row || new_row) ->> 'id', lower(TG_OP), old_row, new_row);
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION note_row_change() FROM PUBLIC;

-- For migrations: from now on every change of a row of the table is noted, and it can't be emptied unseen.
CREATE FUNCTION track_changes(name text) RETURNS void LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER noted AFTER INSERT OR UPDATE OR DELETE ON %I
                    FOR EACH ROW EXECUTE FUNCTION note_row_change()', name);
    EXECUTE format('CREATE TRIGGER kept BEFORE TRUNCATE ON %I EXECUTE FUNCTION forbid_change()', name);
END $$;
REVOKE EXECUTE ON FUNCTION track_changes(text) FROM PUBLIC;

CREATE TRIGGER unchanged BEFORE UPDATE OR DELETE ON municipalities_row_change
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER kept BEFORE TRUNCATE ON municipalities_row_change EXECUTE FUNCTION forbid_change();
"""


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0002_access")]
    operations = [
        migrations.AlterModelOptions(
            name="organisation",
            options={
                "permissions": [
                    ("view_liability", "Ser betalningsansvar"),
                    ("view_figures", "Ser månadsstatistik"),
                    ("change_terms", "Ändrar villkor och dygnsbelopp"),
                    ("close_months", "Stänger faktureringsmånader"),
                ]
            },
        ),
        migrations.CreateModel(
            name="RowChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("assignment_id", models.UUIDField(null=True)),
                ("login", models.CharField(max_length=63)),
                ("table", models.CharField(max_length=63)),
                ("row", models.CharField(max_length=40)),
                (
                    "operation",
                    models.CharField(
                        choices=[("insert", "Ny"), ("update", "Ändrad"), ("delete", "Borttagen")],
                        max_length=6,
                    ),
                ),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
            ],
            options={
                "db_table": "municipalities_row_change",
                "indexes": [models.Index(fields=["table", "row", "id"], name="row_change_by_row")],
            },
        ),
        migrations.RunSQL(HISTORY, migrations.RunSQL.noop),
    ]
