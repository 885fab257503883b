"""The forms of those who review the access log, and of record keepers."""
