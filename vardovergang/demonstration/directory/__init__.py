"""The demonstration county's directory: hospitals, surgeries, municipal offices, and people who work there.

Real names of places, invented people. Made by the owner role; made once.
"""

from vardovergang.demonstration.directory.accounts import ACCOUNTS
from vardovergang.demonstration.directory.building import build, is_built
from vardovergang.demonstration.directory.groups import add_groups

__all__ = ["ACCOUNTS", "add_groups", "build", "is_built"]
