"""What happens: patients, cases, messages and everything that is derived from them.

`process.py` is the one table of message types and holds no Django. May import `municipalities`.
"""
