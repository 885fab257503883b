"""Forms: messages build theirs from the process table; registration has one of its own."""

from discharge.forms.messages import CorrectionForm, MessageForm
from discharge.forms.registration import NumberForm, RegistrationForm
from discharge.forms.suggestions import filled
from discharge.forms.table import submission_of

__all__ = ["CorrectionForm", "MessageForm", "NumberForm", "RegistrationForm", "filled", "submission_of"]
