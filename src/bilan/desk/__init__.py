"""Desk: the verbs people perform. One verb, one rule, one journal entry.

Reads   the docket of claims, a person and their roles
Writes  the journal, one entry a verb (a batch of documents: one a document; a model asked: one an answer)
Never   decides by itself, changes a decision, or lets a person do what their roles do not allow
"""

from bilan.desk.adding import add, add_addresses
from bilan.desk.adopting import adopt_policy
from bilan.desk.asking import Asked, Plan, ask_model, plan_questions
from bilan.desk.deciding import accept_claim, correct_claim, reject_claim
from bilan.desk.grading import grade_incident
from bilan.desk.linking import link_claims, unlink_claims
from bilan.desk.person import Action, Person, Role, local_person
from bilan.desk.rehearsing import Rehearsed, rehearse
from bilan.desk.releasing import begin_key, make_release, signing_keys
from bilan.desk.sealing import ToSeal, find_item, seal_item

__all__ = [
    "Action",
    "Asked",
    "Person",
    "Plan",
    "Rehearsed",
    "Role",
    "ToSeal",
    "accept_claim",
    "add",
    "add_addresses",
    "adopt_policy",
    "ask_model",
    "begin_key",
    "correct_claim",
    "find_item",
    "grade_incident",
    "link_claims",
    "local_person",
    "make_release",
    "plan_questions",
    "rehearse",
    "reject_claim",
    "seal_item",
    "signing_keys",
    "unlink_claims",
]
