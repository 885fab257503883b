"""The verbs of billing: the only code that writes. The outcome's rows are the worker role's alone."""

from billing.actions.compute import compute_cases
from billing.actions.months import close_month, reopen_month
from billing.actions.nightly import ask_for_run, begin, recover, run_task
from billing.actions.show import show_liability

__all__ = [
    "ask_for_run",
    "begin",
    "close_month",
    "compute_cases",
    "recover",
    "reopen_month",
    "run_task",
    "show_liability",
]
