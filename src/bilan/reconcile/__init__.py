"""Reconcile: from claims on file to defensible bounds.

Reads   claims, voices, incidents, the registry of actors, the gazetteer
Writes  answers with certificates, tensions
Never   counts one voice twice, drops a claim silently, or turns « au moins » into « exactement »
"""
