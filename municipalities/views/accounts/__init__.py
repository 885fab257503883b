"""The ways in to an account, and the user's own page of it."""
