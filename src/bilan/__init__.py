"""Bilan: who asserts, admits or denies how much civilian harm, and what can be defended of it."""

__version__ = "0.1.0"
