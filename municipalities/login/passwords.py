"""Words that say more about where somebody works than about a secret."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError

#: The list that docs/security.md speaks of: the service, its parties, and what people make passwords of.
WORDS = (
    "vårdövergång", "vardovergang", "storsthlm", "stockholm", "region", "kommun", "stadsdel", "sjukhus",
    "karolinska", "danderyd", "södersjukhuset", "huddinge", "avdelning", "vårdcentral", "utskrivning",
    "utskrivningsklar", "lösenord", "password", "sommar", "vinter", "höst", "vår", "sthlm", "sös",
)  # fmt: skip
LEAST_LEFT = 6


class OwnWordsValidator:
    """A password that is hardly more than such words, digits and signs is easy to guess."""

    def validate(self, password: str, user: Any = None) -> None:
        words = "|".join(sorted(map(re.escape, WORDS), key=len, reverse=True))
        left = re.sub(rf"{words}|[\W\d_]", "", password.lower())
        if len(left) < LEAST_LEFT:
            raise ValidationError(
                "Lösenordet består mest av ord som många här skulle gissa, eller av siffror. Välj en mening.",
                code="own_words",
            )

    def get_help_text(self) -> str:
        return "Lösenordet får inte mest bestå av platser, enheter, årstider eller siffror."
