"""The tables of a dossier: facts first, then what is derived from them in the same transaction."""

from __future__ import annotations

FORMAT = 1  # of the facts: never changes its meaning
PROJECTION = 6  # of the tables that follow from them: another number makes them again on opening
APPLICATION_ID = 0x42494C41  # "BILA", in the head of journal.sqlite

# The journal refuses to be changed: rows follow each other without a gap, and neither the row nor what it
# commits to can be rewritten. A payload (with its salt) can be deleted only in the transaction of a seal, which is
# the newest fact then: it leaves a hole that nothing can fill again. `blob_key` holds the key of each restricted
# object of the vault; `doomed` names what a seal has still to remove from the vault.
FACTS = """
CREATE TABLE IF NOT EXISTS dossier_format (
  one INTEGER PRIMARY KEY CHECK (one = 1), format INTEGER NOT NULL, projection INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS journal (
  seq INTEGER PRIMARY KEY,
  type TEXT NOT NULL CHECK (typeof(type) = 'text'),
  time TEXT NOT NULL CHECK (typeof(time) = 'text' AND length(time) = 27),
  commitment TEXT NOT NULL CHECK (typeof(commitment) = 'text' AND length(commitment) = 64)
);
CREATE TABLE IF NOT EXISTS payload (
  seq INTEGER PRIMARY KEY REFERENCES journal (seq),
  body BLOB NOT NULL CHECK (typeof(body) = 'blob'),
  salt BLOB NOT NULL CHECK (typeof(salt) = 'blob' AND length(salt) = 32)
);
CREATE TABLE IF NOT EXISTS blob_key (
  sha TEXT PRIMARY KEY, object TEXT NOT NULL UNIQUE, key BLOB NOT NULL CHECK (length(key) = 32)
);
CREATE TABLE IF NOT EXISTS doomed (object TEXT PRIMARY KEY);
CREATE TRIGGER IF NOT EXISTS journal_follows BEFORE INSERT ON journal
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal)
BEGIN SELECT RAISE(ABORT, 'the journal is only ever continued by the next number'); END;
CREATE TRIGGER IF NOT EXISTS journal_keeps BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'a fact is never changed'); END;
CREATE TRIGGER IF NOT EXISTS journal_stays BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'a fact is never removed'); END;
CREATE TRIGGER IF NOT EXISTS payload_follows BEFORE INSERT ON payload
WHEN NEW.seq IS NOT (SELECT max(seq) FROM journal) OR EXISTS (SELECT 1 FROM payload WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'a sealed item stays sealed'); END;
CREATE TRIGGER IF NOT EXISTS payload_keeps BEFORE UPDATE ON payload
BEGIN SELECT RAISE(ABORT, 'a fact is never changed'); END;
CREATE TRIGGER IF NOT EXISTS payload_stays BEFORE DELETE ON payload
WHEN (SELECT type FROM journal ORDER BY seq DESC LIMIT 1) IS NOT 'item_sealed'
BEGIN SELECT RAISE(ABORT, 'what was told is destroyed only by a seal'); END;
CREATE TRIGGER IF NOT EXISTS blob_key_keeps BEFORE UPDATE ON blob_key
BEGIN SELECT RAISE(ABORT, 'a key is never changed'); END;
"""

# The same for PostgreSQL; `@` stands for the schema of the dossier. Here a table can be emptied in one step
# (TRUNCATE), which is refused as well.
POSTGRESQL_FACTS = """
CREATE TABLE IF NOT EXISTS @.dossier_format (
  one BIGINT PRIMARY KEY CHECK (one = 1), format BIGINT NOT NULL, projection BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS @.journal (
  seq BIGINT PRIMARY KEY,
  type TEXT COLLATE "C" NOT NULL,
  time TEXT COLLATE "C" NOT NULL CHECK (length(time) = 27),
  commitment TEXT COLLATE "C" NOT NULL CHECK (length(commitment) = 64)
);
CREATE TABLE IF NOT EXISTS @.payload (
  seq BIGINT PRIMARY KEY REFERENCES @.journal (seq),
  body BYTEA NOT NULL,
  salt BYTEA NOT NULL CHECK (octet_length(salt) = 32)
);
CREATE TABLE IF NOT EXISTS @.blob_key (
  sha TEXT COLLATE "C" PRIMARY KEY,
  object TEXT COLLATE "C" NOT NULL UNIQUE,
  key BYTEA NOT NULL CHECK (octet_length(key) = 32)
);
CREATE TABLE IF NOT EXISTS @.doomed (object TEXT COLLATE "C" PRIMARY KEY);
CREATE OR REPLACE FUNCTION @.refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE OR REPLACE FUNCTION @.journal_follows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF NEW.seq IS DISTINCT FROM (SELECT coalesce(max(seq), 0) + 1 FROM @.journal) THEN
    RAISE EXCEPTION 'the journal is only ever continued by the next number'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION @.payload_follows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF NEW.seq IS DISTINCT FROM (SELECT max(seq) FROM @.journal) THEN
    RAISE EXCEPTION 'a sealed item stays sealed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION @.payload_stays() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF (SELECT type FROM @.journal ORDER BY seq DESC LIMIT 1) IS DISTINCT FROM 'item_sealed' THEN
    RAISE EXCEPTION 'what was told is destroyed only by a seal' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE OR REPLACE TRIGGER journal_follows BEFORE INSERT ON @.journal
  FOR EACH ROW EXECUTE FUNCTION @.journal_follows();
CREATE OR REPLACE TRIGGER journal_keeps BEFORE UPDATE ON @.journal
  FOR EACH STATEMENT EXECUTE FUNCTION @.refuse('a fact is never changed');
CREATE OR REPLACE TRIGGER journal_stays BEFORE DELETE OR TRUNCATE ON @.journal
  FOR EACH STATEMENT EXECUTE FUNCTION @.refuse('a fact is never removed');
CREATE OR REPLACE TRIGGER payload_follows BEFORE INSERT ON @.payload
  FOR EACH ROW EXECUTE FUNCTION @.payload_follows();
CREATE OR REPLACE TRIGGER payload_keeps BEFORE UPDATE ON @.payload
  FOR EACH STATEMENT EXECUTE FUNCTION @.refuse('a fact is never changed');
CREATE OR REPLACE TRIGGER payload_stays BEFORE DELETE ON @.payload
  FOR EACH ROW EXECUTE FUNCTION @.payload_stays();
CREATE OR REPLACE TRIGGER payload_is_not_emptied BEFORE TRUNCATE ON @.payload
  FOR EACH STATEMENT EXECUTE FUNCTION @.refuse('what was told is destroyed only by a seal');
CREATE OR REPLACE TRIGGER blob_key_keeps BEFORE UPDATE OR TRUNCATE ON @.blob_key
  FOR EACH STATEMENT EXECUTE FUNCTION @.refuse('a key is never changed');
"""

PROJECTIONS = """
CREATE TABLE exhibit (
  id TEXT PRIMARY KEY, seq INTEGER NOT NULL, name TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL,
  how TEXT NOT NULL, received TEXT NOT NULL, by TEXT NOT NULL, origin TEXT, sensitivity TEXT NOT NULL
);
CREATE TABLE working_copy (
  exhibit TEXT PRIMARY KEY, seq INTEGER NOT NULL, text TEXT NOT NULL, tool TEXT NOT NULL, version TEXT NOT NULL,
  parameters TEXT NOT NULL, title TEXT NOT NULL, published TEXT, publisher TEXT, lang TEXT, url TEXT
);
CREATE TABLE copy (
  exhibit TEXT NOT NULL, kind TEXT NOT NULL, seq INTEGER NOT NULL, copy TEXT NOT NULL, media_type TEXT NOT NULL,
  tool TEXT NOT NULL, version TEXT NOT NULL, parameters TEXT NOT NULL, sensitivity TEXT NOT NULL,
  PRIMARY KEY (exhibit, kind)
);
CREATE TABLE sealed (hole INTEGER PRIMARY KEY, seq INTEGER NOT NULL);
CREATE TABLE fixity (hold INTEGER PRIMARY KEY, seq INTEGER NOT NULL, time TEXT NOT NULL, said TEXT NOT NULL);
CREATE TABLE failure (
  key TEXT PRIMARY KEY, seq INTEGER NOT NULL, path TEXT NOT NULL, reason TEXT NOT NULL, exhibit TEXT
);
CREATE TABLE mapping (exhibit TEXT PRIMARY KEY, seq INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE decision (
  claim TEXT PRIMARY KEY, seq INTEGER NOT NULL, state TEXT NOT NULL, by TEXT NOT NULL, time TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL
);
CREATE TABLE anchor (claim TEXT PRIMARY KEY, seq INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE link (a TEXT NOT NULL, b TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (a, b), CHECK (a < b));
CREATE TABLE answer (
  text TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, model TEXT NOT NULL, prompt TEXT NOT NULL,
  seq INTEGER NOT NULL, raw TEXT NOT NULL, PRIMARY KEY (text, start, "end", model, prompt)
);
CREATE TABLE grade (
  incident TEXT NOT NULL, codebook TEXT NOT NULL, seq INTEGER NOT NULL, version TEXT NOT NULL, grade TEXT NOT NULL,
  by TEXT NOT NULL, time TEXT NOT NULL, reason TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (incident, codebook)
);
CREATE TABLE codebook (
  kind TEXT NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL,
  by TEXT NOT NULL, time TEXT NOT NULL, reason TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id, version)
);
"""
