-- For tables whose rows are only added, and for those that are never emptied.
CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION '% on % is forbidden: rows are only added', TG_OP, TG_TABLE_NAME; END $$;

-- Notes who changed which row, and what it said before and after. A user's password (a hash) is nobody's history.
CREATE FUNCTION note_row_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    unsaid text[] := ARRAY['password'];
    old_row jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) - unsaid END;
    new_row jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) - unsaid END;
BEGIN
    IF old_row IS DISTINCT FROM new_row THEN
        INSERT INTO municipalities_row_change (at, assignment_id, login, "table", "row", operation, before, after)
        VALUES (clock_timestamp(), app_assignment(), session_user, TG_TABLE_NAME,
                (old_row || new_row) ->> 'id', lower(TG_OP), old_row, new_row);
    END IF;
    RETURN NULL;
END $$;

-- Units, districts, municipalities or organisations have changed: copies of the directory are old. A random id and
-- no number: one that was rolled back never comes again.
CREATE FUNCTION new_directory_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    UPDATE municipalities_directory_version SET version = gen_random_uuid();
    RETURN NULL;
END $$;
