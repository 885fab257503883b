"""The verbs of billing: the only code that writes. The outcome's rows are the worker role's alone."""

from billing.actions.compute import compute_cases
from billing.actions.months import close_month, reopen_month
from billing.actions.nightly import ask_for_run, begin, recover, run_task
from billing.actions.rates import add_rate, correct_rate
from billing.actions.show import show_liability
from billing.actions.terms import add_agreement, add_terms, correct_terms, end_terms

__all__ = [
    "add_agreement",
    "add_rate",
    "add_terms",
    "ask_for_run",
    "begin",
    "close_month",
    "compute_cases",
    "correct_rate",
    "correct_terms",
    "end_terms",
    "recover",
    "reopen_month",
    "run_task",
    "show_liability",
]
