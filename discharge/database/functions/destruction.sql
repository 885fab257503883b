-- A request is made whole and unconfirmed, confirmed once by somebody else, and never changed or removed.
CREATE FUNCTION guard_destruction() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.confirmed_at IS NOT NULL OR NEW.withdrawn_at IS NOT NULL OR cardinality(NEW.messages) = 0 OR EXISTS (
            SELECT 1 FROM unnest(NEW.messages) AS named (id)
            WHERE NOT EXISTS (SELECT 1 FROM discharge_message m WHERE m.id = named.id AND m.case_id = NEW.case_id))
        THEN
            RAISE EXCEPTION 'a destruction is asked for first, and names messages of its case';
        END IF;
        RETURN NEW;
    END IF;
    -- Taken back: nothing else of it is changed, and nothing afterwards.
    IF TG_OP = 'UPDATE' AND OLD.confirmed_at IS NULL AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
       AND to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_by_id' = to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_by_id'
    THEN
        RETURN NEW;
    END IF;
    IF TG_OP <> 'UPDATE' OR OLD.confirmed_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL OR NEW.confirmed_at IS NULL
       OR to_jsonb(NEW) - 'confirmed_at' - 'confirmed_by_id' <> to_jsonb(OLD) - 'confirmed_at' - 'confirmed_by_id'
    THEN
        RAISE EXCEPTION '% on % is forbidden: a destruction is only confirmed', TG_OP, TG_TABLE_NAME;
    END IF;
    -- Of one case it keeps all that the person has, by whichever of linked numbers.
    IF EXISTS (SELECT 1 FROM discharge_case c
               CROSS JOIN LATERAL discharge_same_person(c.patient_id) AS same (id)
               JOIN discharge_case o ON o.patient_id = same.id
               JOIN discharge_legal_hold h ON h.case_id = o.id AND h.lifted_at IS NULL
               WHERE c.id = NEW.case_id) THEN
        RAISE EXCEPTION 'the case is under a legal hold';
    END IF;
    -- PDL 3:17: a record is kept at least ten years after its last entry.
    IF NEW.ground = 'disposal' AND EXISTS (
        SELECT 1 FROM discharge_message m
        WHERE m.case_id = NEW.case_id AND m.sent_at > now() - interval '10 years')
    THEN
        RAISE EXCEPTION 'the ten years of keeping have not passed';
    END IF;
    RETURN NEW;
END $$;

-- A hold is set, lifted once, and never changed otherwise.
CREATE FUNCTION guard_legal_hold() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL
       OR to_jsonb(NEW) - 'lifted_at' - 'lifted_by_id' <> to_jsonb(OLD) - 'lifted_at' - 'lifted_by_id'
    THEN
        RAISE EXCEPTION '% on % is forbidden: a hold is only lifted', TG_OP, TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
