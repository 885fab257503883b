"""The access log in words."""
