"""Who: organisations, districts, units, users and their assignments; and who may see what.

Knows nothing of patients' cases beyond their ids (access log). Imports no other app.
"""
