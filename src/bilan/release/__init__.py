"""Release: what readers see, in French, English and Arabic.

Reads   a dossier's exhibits and texts, reconcile's world, the gap table
Writes  a folder of plain pages and the same values as ISO data
Never   shows a figure without its reserves or a way to its sentence, obeys what an exhibit says, or asks a third party for anything
"""

from bilan.release.crawl import Finding, inspect_site
from bilan.release.site import SiteReport, build_site

__all__ = ["Finding", "SiteReport", "build_site", "inspect_site"]
