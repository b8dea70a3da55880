"""Plugins: what others may add without asking us: readers, formats, gazetteers, policies.

Reads   the entry points of the installed packages
Writes  nothing
Never   imports a plugin before somebody asks for its group, or lets a broken one pass for an absent one
"""

from bilan.plugins.loading import BrokenPlugin, Offer, load, offers

__all__ = ["BrokenPlugin", "Offer", "load", "offers"]
