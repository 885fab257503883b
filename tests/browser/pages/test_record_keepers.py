"""Two record keepers: one asks for content to be destroyed, the other reads, counts and confirms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.factories.browser.pages import Session
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_asks_and_a_colleague_confirms(log_in: Callable[[str], Session]) -> None:
    stay = Stay()
    agneta = log_in("arkiv")
    agneta.sees("Ingen begäran väntar.")
    assert agneta.violations() == []
    agneta.write("Ärendereferens", stay.case.reference)
    agneta.press("Visa meddelandena")
    agneta.sees("Inskrivningsmeddelande")
    agneta.does_not_see("Bo Ek")
    agneta.press("Begär förstöring")
    agneta.sees("Välj minst ett meddelande.")
    assert agneta.violations() == []
    agneta.does_not_see('">')
    agneta.page.get_by_role("checkbox").first.check()
    agneta.write("Beslutets diarienummer", "IVO 3.2-1/2026")
    agneta.write("Beslutets datum", "2026-03-09")
    agneta.press("Begär förstöring")
    agneta.sees("Ingenting är förstört ännu")
    agneta.sees("Någon annan än du måste bekräfta.")

    rolf = log_in("arkivet")
    rolf.page.get_by_role("link", name="IVO 3.2-1/2026").click()
    rolf.sees("1 meddelande i 1 ärende")
    assert rolf.violations() == []
    rolf.page.get_by_label("Jag har läst beslutet").check()
    rolf.write("Antal meddelanden som förstörs", "1")
    rolf.press("Förstör innehållet")
    rolf.sees("Innehållet i 1 meddelande är förstört.")
    assert rolf.violations() == []
