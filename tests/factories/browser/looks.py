"""axe on a state of a page, wide and narrow, in light and dark; and that nothing is wider than the screen."""

from __future__ import annotations

from tests.factories.browser.pages import Session
from tests.sizes import PROOF

#: Of each kind of screen one; `make proof` looks at all.
LOOKS = [(1280, "light"), (320, "dark"), (390, "dark")]
ALL_LOOKS = [(width, scheme) for width in (1280, 390, 320) for scheme in ("light", "dark")]


def look(session: Session) -> None:
    for width, scheme in ALL_LOOKS if PROOF else LOOKS:
        session.page.set_viewport_size({"width": width, "height": 800})
        session.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        assert session.violations() == [], (width, scheme)
        assert session.page.evaluate("document.documentElement.scrollWidth") <= width, width
    session.page.set_viewport_size({"width": 1280, "height": 800})
    session.page.emulate_media(color_scheme="light")
