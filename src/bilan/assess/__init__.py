"""Assess: a grade for an incident, proposed by rule under several codebooks at once; a person decides.

Reads   independent voices, whom they blame, what parties answer and declare
Writes  proposals, each with its reasons in words
Never   decides, or lets a repeat, a silence or a denial count as evidence
"""

from bilan.assess.codebook import BUILT_IN, Codebook, built_in, load_codebook
from bilan.assess.facts import Facts
from bilan.assess.propose import Proposal, propose

__all__ = ["BUILT_IN", "Codebook", "Facts", "Proposal", "built_in", "load_codebook", "propose"]
