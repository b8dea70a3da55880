"""An optional proposer: a language model behind an OpenAI-compatible endpoint. Off unless somebody names one.

The model points at words; this folder finds them in the text, names people and places from our own tables, and hands
everything to the verifier that every proposer passes. What the model was told is in `instructions.txt`.
"""

from bilan.claims.language_model.asking import Answered, Asker, Limits
from bilan.claims.language_model.endpoint import Endpoint
from bilan.claims.language_model.errors import NoAnswer
from bilan.claims.language_model.prompt import PROMPT
from bilan.claims.language_model.proposing import Told, proposals_of
from bilan.claims.language_model.said import Omitted, Unusable, read_answer
from bilan.claims.language_model.windows import windows

__all__ = [
    "PROMPT",
    "Answered",
    "Asker",
    "Endpoint",
    "Limits",
    "NoAnswer",
    "Omitted",
    "Told",
    "Unusable",
    "proposals_of",
    "read_answer",
    "windows",
]
