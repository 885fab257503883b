"""Stays, terms and what is known by when, made by chance."""
