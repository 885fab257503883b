from discharge.models.cases import Case, CaseFacts, Participation
from discharge.models.handover import HandoverRequest
from discharge.models.messages import Message, Receipt, Recipient
from discharge.models.patients import Patient

__all__ = [
    "Case",
    "CaseFacts",
    "HandoverRequest",
    "Message",
    "Participation",
    "Patient",
    "Receipt",
    "Recipient",
]
