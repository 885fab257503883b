"""The log reviewer's pages."""
