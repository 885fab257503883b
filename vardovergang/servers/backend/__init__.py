"""Django's backend for PostgreSQL, which asks less whether the database is there (an ENGINE of Django's)."""
