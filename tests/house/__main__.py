"""`python -m tests.house [table|once|words] [root]`: the figures, or the names behind two of them."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.house import measures
from tests.house.functions import Function
from tests.house.source import ROOT


def main(what: str = "table", root: str = str(ROOT)) -> str:
    house = measures.House(Path(root))
    if what == "once":
        return "\n".join(map(_named, house.called_once()))
    if what == "words":
        return "\n".join(map(_named, house.of_one_word()))
    return measures.table(house)


def _named(function: Function) -> str:
    return f"{function.module}:{function.line} {function.name} ({function.lines} lines)"


if __name__ == "__main__":
    sys.stdout.write(main(*sys.argv[1:]) + "\n")
