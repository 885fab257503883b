"""The API: the same queries and actions as the pages; messages described by the process table."""
