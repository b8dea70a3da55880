"""The log: every row of the journal under one root that can be signed, published and witnessed.

Reads   the public part of the journal's rows, keys
Writes  derived/log/ (tiles, made again at any time), keys/
Never   shows what a row tells, signs two histories, or asks to be believed: every proof is checked by arithmetic
"""

from bilan.evidence.log.journal_log import ForkedJournal, JournalLog, entry_of
from bilan.evidence.log.keys import KeyRing
from bilan.evidence.log.note import LOG, WITNESS, Checkpoint, Note, Signature, SigningKey, VerifierKey
from bilan.evidence.log.tiles import TileFolder, Tiles, tile_files, tile_path
from bilan.evidence.log.tree import (
    EMPTY_ROOT,
    BrokenProof,
    consistency,
    inclusion,
    leaf_hash,
    must_continue,
    must_include,
    node_hash,
    root,
)

__all__ = [
    "EMPTY_ROOT",
    "LOG",
    "WITNESS",
    "BrokenProof",
    "Checkpoint",
    "ForkedJournal",
    "JournalLog",
    "KeyRing",
    "Note",
    "Signature",
    "SigningKey",
    "TileFolder",
    "Tiles",
    "VerifierKey",
    "consistency",
    "entry_of",
    "inclusion",
    "leaf_hash",
    "must_continue",
    "must_include",
    "node_hash",
    "root",
    "tile_files",
    "tile_path",
]
