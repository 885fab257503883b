"""Our own addresses, worked out once: the same as Django's, wherever the site lies."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.template import engines
from django.urls import NoReverseMatch, get_resolver, reverse, set_script_prefix

from municipalities.door.addresses import address

#: The same in each process of pytest: they are in the names of tests.
IDS = [UUID(int=number) for number in (1, 2, 3)]


@pytest.fixture
def _elsewhere() -> Iterator[None]:
    set_script_prefix("/elsewhere/")
    yield
    set_script_prefix("/")


def names() -> list[str]:
    spaces = get_resolver().namespace_dict
    return [
        f"{space}:{name}"
        for space, (_, resolver) in spaces.items()
        for name in resolver.reverse_dict
        if isinstance(name, str)
    ]


def test_every_address_of_ids_is_djangos() -> None:
    compared = 0
    for name in names():
        for number in range(3):
            try:
                expected = reverse(name, args=IDS[:number])
            except NoReverseMatch:
                continue
            assert address(name, *IDS[:number]) == address(name, *IDS[:number]) == expected
            compared += 1
    assert compared > 60


@pytest.mark.usefixtures("_elsewhere")
def test_it_follows_where_the_site_lies() -> None:
    """A request may say it by a header: what one says must not lead another one there."""
    assert address("municipalities:home") == reverse("municipalities:home") == "/elsewhere/"
    set_script_prefix("/")
    assert address("municipalities:home") == "/"


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ("{% url 'municipalities:home' %}", "/"),
        ("{% url 'municipalities:unit' one %}", f"/katalog/{IDS[0]}/"),
        ("{% url 'municipalities:unit' unit_id=one %}", f"/katalog/{IDS[0]}/"),
        ("{% url 'municipalities:unit' text %}", f"/katalog/{IDS[0]}/"),
        ("{% url 'municipalities:home' as there %}[{{ there }}]", "[/]"),
    ],
)
def test_the_tag_takes_what_djangos_takes(tag: str, shown: str) -> None:
    context = {"one": IDS[0], "text": str(IDS[0])}
    assert engines["django"].from_string(tag).render(context) == shown


def test_an_address_that_takes_something_else_is_refused_as_before() -> None:
    with pytest.raises(NoReverseMatch):
        engines["django"].from_string("{% url 'municipalities:unit' %}").render({})
    with pytest.raises(NoReverseMatch):
        address("municipalities:home", UUID(int=1))
