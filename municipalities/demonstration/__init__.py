"""The demonstration county's directory: hospitals, surgeries, municipal offices, and people who work there.

Real names of places, invented people. Made by the owner role; made once.
"""

from municipalities.demonstration.accounts import ACCOUNTS, Account
from municipalities.demonstration.directory import build, is_built

__all__ = ["ACCOUNTS", "Account", "build", "is_built"]
