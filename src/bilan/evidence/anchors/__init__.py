"""Anchors: what others signed about our checkpoints, so that nobody has to believe our clock or our memory.

Reads   checkpoints, the answers of time-stamping authorities and witnesses
Writes  journal entries (anchor_requested, anchor_received)
Never   sends anything unasked, sends anything but a hash or a checkpoint, or believes an answer before it is verified
"""

from bilan.evidence.anchors.queue import Anchored, Waiting, anchor_files, received, waiting

__all__ = ["Anchored", "Waiting", "anchor_files", "received", "waiting"]
