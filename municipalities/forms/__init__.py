"""Forms about logging in."""
