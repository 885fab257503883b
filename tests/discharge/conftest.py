"""What the tests of pages share."""

import pytest

from tests.factories.browsers import Browsers, new_stay


@pytest.fixture
def browsers(transactional_db: None) -> Browsers:
    """The parties of a stay that began yesterday."""
    return Browsers(new_stay())
