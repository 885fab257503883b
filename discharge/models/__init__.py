from discharge.models.attachments import Attachment
from discharge.models.blocks import Block, BlockableType, BlockOpening, SeenBlock
from discharge.models.cases import (
    Case,
    CaseFacts,
    Participation,
    PlacementStage,
    PlannedAdmission,
    SipFacts,
)
from discharge.models.destruction import Destruction, LegalHold
from discharge.models.drafts import Draft
from discharge.models.handover import HandoverRequest
from discharge.models.messages import Message, Receipt, Recipient
from discharge.models.patients import NameWord, Patient, PersonVersion, Protection
from discharge.models.wrongly_sent import WronglySent

__all__ = [
    "Attachment",
    "Block",
    "BlockOpening",
    "BlockableType",
    "Case",
    "CaseFacts",
    "Destruction",
    "Draft",
    "HandoverRequest",
    "LegalHold",
    "Message",
    "NameWord",
    "Participation",
    "Patient",
    "PersonVersion",
    "PlacementStage",
    "PlannedAdmission",
    "Protection",
    "Receipt",
    "Recipient",
    "SeenBlock",
    "SipFacts",
    "WronglySent",
]
