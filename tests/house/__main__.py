"""`python -m tests.house [table|once|words|picture] [root]`: the figures, or the names behind two of them.

`picture` draws docs/images/rooms.svg again.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.house import measures, picture
from tests.house.functions import Function
from tests.house.source import ROOT


def main(what: str = "table", root: str = str(ROOT)) -> str:
    house = measures.House(Path(root))
    if what == "once":
        return "\n".join(map(_named, house.called_once()))
    if what == "words":
        return "\n".join(map(_named, house.of_one_word()))
    if what == "picture":
        place = Path(root) / picture.PICTURE
        place.parent.mkdir(exist_ok=True)
        place.write_text(picture.draw(Path(root)))
        return f"{picture.PICTURE} is drawn."
    return measures.table(house)


def _named(function: Function) -> str:
    return f"{function.module}:{function.line} {function.name} ({function.lines} lines)"


if __name__ == "__main__":
    sys.stdout.write(main(*sys.argv[1:]) + "\n")
