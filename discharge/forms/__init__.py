"""Forms: messages build theirs from the process table; registration has one of its own."""

from discharge.forms.messages import CorrectionForm, MessageForm, began_with
from discharge.forms.registration import NumberForm, RegistrationForm
from discharge.forms.sip_start import SipNumberForm, SipStartForm
from discharge.forms.suggestions import follow_change, typed_registration
from discharge.forms.table import submission_of, typed_values

__all__ = [
    "CorrectionForm",
    "MessageForm",
    "NumberForm",
    "RegistrationForm",
    "SipNumberForm",
    "SipStartForm",
    "began_with",
    "follow_change",
    "submission_of",
    "typed_registration",
    "typed_values",
]
