-- One more partition of the access log, if it is not there. By its own name it would pass by the policies of the whole,
-- so row-level security is on without a policy: nobody reads it.
CREATE FUNCTION add_access_log_partition(name text, bounds text) RETURNS void LANGUAGE plpgsql
AS $$
BEGIN
    IF to_regclass(format('public.%I', name)) IS NOT NULL THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE %I PARTITION OF municipalities_access_log %s', name, bounds);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE TRIGGER kept BEFORE TRUNCATE ON %I EXECUTE FUNCTION forbid_change()', name);
END $$;
