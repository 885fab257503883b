"""Why a file is not sent, in Swedish. Pure."""

BROKEN = "Filen går inte att öppna. Den kan vara skadad eller avbruten. Spara om den och försök igen."
MORE = "Filen innehåller mer än det den ska. Spara om den och försök igen."
TOO_MUCH = "Filen är för stor att kontrollera. Dela upp den på flera filer och försök igen."


class Unreadable(Exception):
    """The file is not sent: says in Swedish what is wrong with it."""
