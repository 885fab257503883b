"""What must be true before a message may be sent, and what is said when it is not."""

from __future__ import annotations

from discharge.process.message_type import Rule

OPEN = Rule(
    lambda s: s.is_open, "Vårdtillfället är avslutat. Registrera ett nytt om patienten skrivs in igen."
)
CONTACT_NAMED = Rule(
    lambda s: s.care_contact_at is not None, "Först när fast vårdkontakt är utsedd. Utse en fast vårdkontakt."
)
NOT_READY = Rule(
    lambda s: s.ready is None,
    "Patienten är redan meddelad utskrivningsklar. Återta meddelandet först om läget har ändrats.",
)
READY = Rule(
    lambda s: s.ready is not None, "Först när avdelningen har meddelat att patienten är utskrivningsklar."
)
IN = Rule(
    lambda s: not s.on_leave, "Patienten är redan på permission. Meddela först att patienten är tillbaka."
)
ON_LEAVE = Rule(lambda s: s.on_leave, "Först när patienten har gått på permission.")
SIP_CALLED = Rule(lambda s: bool(s.sip_calls), "Först när en kallelse till SIP har skickats.")
NOT_SUMMARISED = Rule(lambda s: s.patient_summary_at is None, "Trygghetskvittot är redan skrivet.")
