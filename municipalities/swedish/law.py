"""The times that the act sets (LUS, lag 2017:612), each once. Pure. docs/law.md says how each was read."""

from __future__ import annotations

from datetime import time, timedelta

#: LUS 2:3: the inskrivningsmeddelande is sent within this time.
ADMISSION_NOTICE_WITHIN = timedelta(hours=24)
#: LUS 4:3: the SIP call is sent at the latest this many calendar days after the notice.
SIP_CALL_WITHIN = timedelta(days=3)
#: A notice of utskrivningsklar that is sent later counts from the next day (an agreement may say otherwise).
NOTICE_CUTOFF = time(12)
