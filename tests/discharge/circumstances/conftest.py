"""What the tests of the patient's circumstances share: nothing here needs a commit."""

import pytest

from tests.factories.browsers import Browsers, new_stay


@pytest.fixture
def browsers(db: None) -> Browsers:
    return Browsers(new_stay())
