"""The verbs of billing, those of the night and of the ledger too: what is written.

The outcome's rows are the worker role's alone, and `billing/nightly/` writes them.
"""

from billing.actions.liability_columns import liability_of, show_liability
from billing.actions.months import close_month, reopen_month
from billing.actions.nightly import ask_for_run
from billing.actions.rates import add_rate, correct_rate
from billing.actions.terms import add_agreement, add_terms, correct_terms, end_terms
from billing.actions.what_if import Question, answer_what_if, ask_what_if, recover_what_ifs
from billing.nightly.computing import compute_cases
from billing.nightly.run import begin, resend_left_tasks, run_task, watch
from billing.nightly.verifying import verify_outcomes

__all__ = [
    "Question",
    "add_agreement",
    "add_rate",
    "add_terms",
    "answer_what_if",
    "ask_for_run",
    "ask_what_if",
    "begin",
    "close_month",
    "compute_cases",
    "correct_rate",
    "correct_terms",
    "end_terms",
    "liability_of",
    "recover_what_ifs",
    "reopen_month",
    "resend_left_tasks",
    "run_task",
    "show_liability",
    "verify_outcomes",
    "watch",
]
