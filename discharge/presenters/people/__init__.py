"""Persons and parties in words."""
