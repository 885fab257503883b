"""Who may do what: acting as an assignment, its roles and permissions, and the log of what was read."""
