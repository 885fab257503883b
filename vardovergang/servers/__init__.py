"""PostgreSQL and Redis: where they are, their roles, and those that are embedded."""
