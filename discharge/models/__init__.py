from discharge.models.attachments import Attachment
from discharge.models.cases import Case, CaseFacts, Participation, PlacementStage, SipFacts
from discharge.models.drafts import Draft
from discharge.models.handover import HandoverRequest
from discharge.models.messages import Message, Receipt, Recipient
from discharge.models.patients import Patient

__all__ = [
    "Attachment",
    "Case",
    "CaseFacts",
    "Draft",
    "HandoverRequest",
    "Message",
    "Participation",
    "Patient",
    "PlacementStage",
    "Receipt",
    "Recipient",
    "SipFacts",
]
