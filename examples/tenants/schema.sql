-- The tenants and the origins whose pages may call the API of each.
--
--     psql "$DATABASE_URL" --set ON_ERROR_STOP=1 --file schema.sql

BEGIN;

-- In another encoding, PostgreSQL can store text that no client can read as UTF-8. Then one
-- tenant could prevent that all tenants are read.
DO $$
BEGIN
    IF current_setting('server_encoding') <> 'UTF8' THEN
        RAISE 'the encoding of the database must be UTF8';
    END IF;
END
$$;

CREATE TABLE tenants (
    -- The host of the tenant's API in lower case, with the port if it is not the default
    -- port of the scheme.
    host text PRIMARY KEY CHECK (host ~ '^[a-z0-9._:\[\]-]+$' AND length(host) <= 260),
    -- Seconds for which browsers may cache the answer to a preflight. The program caps it.
    max_age integer CHECK (max_age >= 0)
);

-- There is no column for rules to allow, so no row can allow one.
CREATE TABLE tenant_origins (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host text NOT NULL REFERENCES tenants ON UPDATE CASCADE ON DELETE CASCADE,
    -- The program checks what is in it. The limit is wider than the longest origin.
    origin text NOT NULL CHECK (octet_length(origin) <= 1000),
    UNIQUE (host, origin)
);

-- Sends the host whose rows have changed, or nothing if all rows are removed at once. The
-- programs that listen read the rows again, so the order of notifications does not matter.
CREATE FUNCTION notify_tenants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        PERFORM pg_notify('tenants', '');
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        PERFORM pg_notify('tenants', OLD.host);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM pg_notify('tenants', NEW.host);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON tenants
    FOR EACH ROW EXECUTE FUNCTION notify_tenants();
CREATE TRIGGER emptied AFTER TRUNCATE ON tenants
    FOR EACH STATEMENT EXECUTE FUNCTION notify_tenants();
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON tenant_origins
    FOR EACH ROW EXECUTE FUNCTION notify_tenants();
CREATE TRIGGER emptied AFTER TRUNCATE ON tenant_origins
    FOR EACH STATEMENT EXECUTE FUNCTION notify_tenants();

COMMIT;
