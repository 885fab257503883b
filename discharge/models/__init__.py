from discharge.models.attachments import Attachment
from discharge.models.blocks import Block, BlockableType, BlockOpening, SeenBlock
from discharge.models.cases import (
    Case,
    CaseFacts,
    ListedPart,
    Participation,
    PlacementStage,
    PlannedAdmission,
    SipFacts,
)
from discharge.models.destruction import Destruction, LegalHold
from discharge.models.drafts import Draft
from discharge.models.handover import HandoverRequest
from discharge.models.links import PersonLink
from discharge.models.messages import Message, Receipt, ReceiptUndone, Recipient
from discharge.models.patients import (
    LinkKind,
    NameWord,
    Patient,
    PersonVersion,
    Protection,
    ProtectionOpening,
    SeenLink,
)
from discharge.models.saved_views import SavedView
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
    "LinkKind",
    "ListedPart",
    "Message",
    "NameWord",
    "Participation",
    "Patient",
    "PersonLink",
    "PersonVersion",
    "PlacementStage",
    "PlannedAdmission",
    "Protection",
    "ProtectionOpening",
    "Receipt",
    "ReceiptUndone",
    "Recipient",
    "SavedView",
    "SeenBlock",
    "SeenLink",
    "SipFacts",
    "WronglySent",
]
