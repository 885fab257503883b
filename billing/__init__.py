"""What it costs: terms, rates, liability and the nightly job that computes it.

`liability.py` is pure. May import `discharge` and `municipalities`.
"""
