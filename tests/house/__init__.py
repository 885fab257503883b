"""The house measured: how large its modules are, what imports what, and what reads oddly.

`python -m tests.house` prints the figures, `python -m tests.house picture` draws docs/architecture.md's
picture again. Code is read and never run, but for the rows of the database's rules.
"""
