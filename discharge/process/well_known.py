"""The few rows that something outside is built upon: registration and the papers.

Whoever needs one of them takes the row from here; nothing outside spells a type's name (a test says so).
"""

from __future__ import annotations

from discharge.process.table import MESSAGE_TYPES

ADMISSION_NOTICE = MESSAGE_TYPES["admission_notice"]
PLANNED_ADMISSION = MESSAGE_TYPES["planned_admission"]
CONSENT = MESSAGE_TYPES["consent"]
CARE_CONTACT = MESSAGE_TYPES["care_contact"]
HANDOVER = MESSAGE_TYPES["handover"]
SIP_CALL = MESSAGE_TYPES["sip_call"]
SIP_FOLLOW_UP = MESSAGE_TYPES["sip_follow_up"]
SIP_START = MESSAGE_TYPES["sip_start"]
DISCHARGE = MESSAGE_TYPES["discharge"]
DISCHARGE_INFORMATION = MESSAGE_TYPES["discharge_information"]
PATIENT_SUMMARY = MESSAGE_TYPES["patient_summary"]
TRANSFER = MESSAGE_TYPES["transfer"]
TAKE = MESSAGE_TYPES["take"]
CANCEL = MESSAGE_TYPES["cancel"]
PAPER_NOTE = MESSAGE_TYPES["payer_told"]
ADD_UNIT = MESSAGE_TYPES["participant_added"]
OBJECTION = MESSAGE_TYPES["objection"]
OBJECTION_DECISION = MESSAGE_TYPES["objection_decision"]
