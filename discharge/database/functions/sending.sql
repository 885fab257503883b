-- Messages, as JSON by column, and to whom they go; what a recipient's policy asks of its message finds it written.
-- In PL/pgSQL, which keeps its plans: with the policies it took longer to plan than to write. As its caller may.
CREATE FUNCTION discharge_insert_messages(p_messages jsonb, p_recipients jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO discharge_message SELECT * FROM jsonb_populate_recordset(NULL::discharge_message, p_messages);
    INSERT INTO discharge_recipient SELECT * FROM jsonb_populate_recordset(NULL::discharge_recipient, p_recipients);
END $$;
GRANT EXECUTE ON FUNCTION discharge_insert_messages TO vardovergang_app;
