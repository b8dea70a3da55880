"""Model: the nouns of civilian harm recording, as values that cannot be built wrong.

Reads   nothing
Writes  nothing
Never   imports anything but the standard library, or knows where a value is stored
"""
