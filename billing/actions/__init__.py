"""The verbs of billing: the only code that writes. The outcome's rows are the worker role's alone."""

from billing.actions.compute import compute_cases
from billing.actions.nightly import ask_for_run, begin, recover, run_task
from billing.actions.show import show_liability

__all__ = ["ask_for_run", "begin", "compute_cases", "recover", "run_task", "show_liability"]
