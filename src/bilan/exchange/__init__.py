"""Exchange: the tables of the field, read through a description that a person wrote.

Reads   mapping files (TOML), CSV text
Writes  mappings as plain data, cells with their place in the text, checked identities of series
Never   guesses what a column means, or drops a row without saying so
"""
