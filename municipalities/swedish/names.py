"""Names in sentences."""


def genitive_of(name: str) -> str:
    """ "Botkyrkas", "Västerås"."""
    return name if name.endswith(("s", "x", "z")) else f"{name}s"
