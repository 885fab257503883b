"""Forms: messages build theirs from the process table; registration has one of its own."""

from discharge.forms.messages import CorrectionForm, MessageForm
from discharge.forms.registration import NumberForm, RegistrationForm
from discharge.forms.sip_start import SipNumberForm, SipStartForm
from discharge.forms.suggestions import filled
from discharge.forms.table import submission_of, typed

__all__ = [
    "CorrectionForm",
    "MessageForm",
    "NumberForm",
    "RegistrationForm",
    "SipNumberForm",
    "SipStartForm",
    "filled",
    "submission_of",
    "typed",
]
