"""The house measured: how large its modules are, what imports what, and what reads oddly.

`python -m tests.house` prints the figures, `python -m tests.house picture` draws docs/architecture.md's
picture again. Nothing here imports the code it measures.
"""
