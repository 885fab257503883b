"""`make bench`: how fast it is, one JSON line a figure, each beside something measured in the same run.

A database of its own on the embedded server, made for the run and dropped after it. Each figure is
measured by a process of the role that does the work: owner, app or worker (docs/operations.md).
"""
