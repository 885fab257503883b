"""What the invoicer types: agreements, terms and daily rates."""

from billing.forms.rates import RateCorrectionForm, RateForm
from billing.forms.terms import AgreementForm, CorrectionForm, EndForm, NewTermsForm, TermsForm

__all__ = [
    "AgreementForm",
    "CorrectionForm",
    "EndForm",
    "NewTermsForm",
    "RateCorrectionForm",
    "RateForm",
    "TermsForm",
]
