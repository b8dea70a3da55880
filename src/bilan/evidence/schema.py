"""The tables of `journal.sqlite`: facts first, then what is derived from them in the same transaction."""

from __future__ import annotations

FORMAT = 1  # of the facts: never changes its meaning
PROJECTION = 5  # of the tables that follow from them: another number makes them again on opening
APPLICATION_ID = 0x42494C41  # "BILA"

# The journal refuses to be changed: rows follow each other without a gap, and neither the row nor what it
# commits to can be rewritten. Deleting a payload (with its salt) is what sealing an item does: it leaves a
# hole that nothing can fill again.
FACTS = """
CREATE TABLE dossier_format (
  one INTEGER PRIMARY KEY CHECK (one = 1), format INTEGER NOT NULL, projection INTEGER NOT NULL
);
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  type TEXT NOT NULL CHECK (typeof(type) = 'text'),
  time TEXT NOT NULL CHECK (typeof(time) = 'text' AND length(time) = 27),
  commitment TEXT NOT NULL CHECK (typeof(commitment) = 'text' AND length(commitment) = 64)
);
CREATE TABLE payload (
  seq INTEGER PRIMARY KEY REFERENCES journal (seq),
  body BLOB NOT NULL CHECK (typeof(body) = 'blob'),
  salt BLOB NOT NULL CHECK (typeof(salt) = 'blob' AND length(salt) = 32)
);
CREATE TRIGGER journal_follows BEFORE INSERT ON journal
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal)
BEGIN SELECT RAISE(ABORT, 'the journal is only ever continued by the next number'); END;
CREATE TRIGGER journal_keeps BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'a fact is never changed'); END;
CREATE TRIGGER journal_stays BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'a fact is never removed'); END;
CREATE TRIGGER payload_follows BEFORE INSERT ON payload
WHEN NEW.seq IS NOT (SELECT max(seq) FROM journal) OR EXISTS (SELECT 1 FROM payload WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'a sealed item stays sealed'); END;
CREATE TRIGGER payload_keeps BEFORE UPDATE ON payload
BEGIN SELECT RAISE(ABORT, 'a fact is never changed'); END;
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

PROJECTION_TABLES = (
    "exhibit",
    "working_copy",
    "copy",
    "failure",
    "mapping",
    "decision",
    "anchor",
    "link",
    "answer",
    "grade",
    "codebook",
)
