"""Incidents: which claims speak of one event, by decision or by proposal.

Reads   claims, links that people made, places, lineage
Writes  incidents, proposals that two claims may speak of one incident
Never   merges two incidents on its own: a machine proposes, a person links
"""

from bilan.incidents.gather import Incident, Incidents, SameIncident, incidents

__all__ = ["Incident", "Incidents", "SameIncident", "incidents"]
