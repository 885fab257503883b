"""What happens: patients, cases, messages and everything that is derived from them.

`process/` holds the one table of message types, and no Django. May import `municipalities`.
"""
