"""Readers: one folder per language, one grammar that they share."""
