"""Search: one way to cut French, English and Arabic into words, and to find known names among them.

Reads   text
Writes  nothing
Never   changes a character offset: every word knows where it stands in the text as received
"""
