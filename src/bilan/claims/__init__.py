"""Claims: from the text of a document to what it claims, sentence by sentence.

Reads   texts in three languages, working copies, their dates, the mappings of tables, decisions
Writes  derived/readings/ (a cache that can be deleted at any time)
Never   proposes a value that its own words do not bear, or loses what a person decided
"""

from bilan.claims.evaluate import evaluate
from bilan.claims.ledger import ledger
from bilan.claims.read import Reading, read_text
from bilan.claims.verify import verify

__all__ = ["Reading", "evaluate", "ledger", "read_text", "verify"]
