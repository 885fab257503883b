from discharge.models.blocks import Block, BlockableType, BlockOpening
from discharge.models.cases import Case, CaseFacts, Participation
from discharge.models.destruction import Destruction, LegalHold
from discharge.models.handover import HandoverRequest
from discharge.models.messages import Message, Receipt, Recipient
from discharge.models.patients import Patient

__all__ = [
    "Block",
    "BlockOpening",
    "BlockableType",
    "Case",
    "CaseFacts",
    "Destruction",
    "HandoverRequest",
    "LegalHold",
    "Message",
    "Participation",
    "Patient",
    "Receipt",
    "Recipient",
]
