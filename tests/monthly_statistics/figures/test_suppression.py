"""No small cell can be had: not as shown, not by subtraction in one sum, not from all sums together."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from random import Random
from typing import TypeVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from monthly_statistics.figures.equations import find_determined
from monthly_statistics.figures.suppression import Sum, cells_to_withhold

from municipalities.access.small_cells import FEWEST_SHOWN

Cell = tuple[str, str]
K = TypeVar("K")


def one_sum(**parts: int) -> tuple[dict[str, int], list[Sum[str]]]:
    """A county of a few municipalities."""
    return {"county": sum(parts.values()), **parts}, [Sum("county", tuple(parts))]


def test_cells_of_five_and_more_are_shown() -> None:
    assert cells_to_withhold(*one_sum(huddinge=5, nacka=7, solna=90)) == set()


def test_a_small_cell_takes_the_smallest_other_with_it() -> None:
    assert cells_to_withhold(*one_sum(huddinge=3, nacka=7, solna=90)) == {"huddinge", "nacka"}


@pytest.mark.parametrize("small", [0, 1, 4])
def test_none_to_four_are_treated_alike(small: int) -> None:
    assert cells_to_withhold(*one_sum(huddinge=small, nacka=7, solna=90)) == {"huddinge", "nacka"}


def test_two_small_cells_that_come_to_five_protect_each_other() -> None:
    assert cells_to_withhold(*one_sum(huddinge=2, nacka=3, solna=90)) == {"huddinge", "nacka"}


def test_what_small_cells_come_to_must_not_be_small_itself() -> None:
    assert cells_to_withhold(*one_sum(huddinge=2, nacka=2, solna=6, taby=90)) == {
        "huddinge",
        "nacka",
        "solna",
    }
    assert cells_to_withhold(*one_sum(huddinge=0, nacka=0, solna=6, taby=90)) == {
        "huddinge",
        "nacka",
        "solna",
    }


def test_of_two_parts_both_are_withheld() -> None:
    assert cells_to_withhold(*one_sum(huddinge=1, nacka=90)) == {"huddinge", "nacka"}


def test_a_part_that_is_the_whole_takes_the_total_with_it() -> None:
    assert cells_to_withhold({"city": 9, "district": 4}, [Sum("city", ("district",))]) == {"city", "district"}


def test_a_withheld_total_is_not_the_sum_of_shown_parts() -> None:
    """Persons who count in both parts make the total smaller than their sum."""
    persons = {"county": 40, "city": 6, "north": 5, "south": 5, "nacka": 3, "solna": 30}
    sums = [Sum("city", ("north", "south")), Sum("county", ("city", "nacka", "solna"))]
    assert cells_to_withhold(persons, sums) == {"nacka", "city", "north"}


def test_what_persons_in_two_areas_leave_over_is_reckoned_with() -> None:
    """Three and two are five in sum, but four to a reader who subtracts, since one person is in both."""
    persons = {"county": 34, "huddinge": 3, "nacka": 2, "solna": 10, "taby": 20}
    assert cells_to_withhold(persons, [Sum("county", ("huddinge", "nacka", "solna", "taby"))]) == {
        "huddinge",
        "nacka",
        "solna",
    }


def test_a_cell_that_only_several_sums_together_give_away_is_protected() -> None:
    """Each row and column has two small cells or none, and no rest is small. Still: rows 1 and 2 less
    columns a and b leave the cell 2c alone, so one more must go."""
    small = {"1a": 2, "1b": 3, "2a": 3, "2b": 3, "2c": 3, "3c": 3, "3d": 3, "4c": 3, "4d": 3}
    persons = {row + column: small.get(row + column, 20) for row in "1234" for column in "abcd"}
    rows = [Sum(row, tuple(row + column for column in "abcd")) for row in "1234"]
    columns = [Sum(column, tuple(row + column for row in "1234")) for column in "abcd"]
    for each in (*rows, *columns):
        persons[each.total] = sum(persons[cell] for cell in each.parts)
    assert solvable(set(small), [*rows, *columns]) == {"2c"}
    hidden = cells_to_withhold(persons, [*rows, *columns])
    assert hidden > small.keys()
    assert solvable(hidden, [*rows, *columns]) == set()


# --- properties --------------------------------------------------------------------------------

SEXES = ("woman", "man", "unknown")
AGES = ("young", "old")
LEAVES = ("north", "south", "nacka", "solna", "taby")
CITY = ("north", "south")
COUNTY = ("city", "nacka", "solna", "taby")
SUMS = [
    *(Sum((area, ""), tuple((area, sex) for sex in SEXES)) for area in ("county", *COUNTY, *CITY)),
    *(Sum((area, ""), tuple((area, age) for age in AGES)) for area in ("county", *COUNTY, *CITY)),
    *(Sum(("city", group), tuple((part, group) for part in CITY)) for group in ("", *SEXES, *AGES)),
    *(Sum(("county", group), tuple((part, group) for part in COUNTY)) for group in ("", *SEXES, *AGES)),
]
#: Many small numbers, and now and then a large one.
numbers = st.integers(0, 6) | st.integers(0, 40)


@st.composite
def tables(draw: st.DrawFn) -> dict[Cell, int]:
    """Persons by area, sex and age, whose whole is less than the sum where somebody is in two areas."""
    persons: dict[Cell, int] = dict.fromkeys(product(("county", "city", *LEAVES), ("", *SEXES, *AGES)), 0)
    for leaf, sex, age in product(LEAVES, SEXES, AGES):
        number = draw(numbers)
        for area, group in product([leaf, "county", *(["city"] if leaf in CITY else [])], ("", sex, age)):
            persons[area, group] += number
    in_both = draw(st.integers(0, 3))
    for area, parts in (("city", CITY), ("county", COUNTY)):
        largest = max(persons[part, ""] for part in parts)
        persons[area, ""] = max(largest, persons[area, ""] - in_both)
    return persons


@given(tables())
def test_no_small_cell_is_shown(persons: dict[Cell, int]) -> None:
    hidden = cells_to_withhold(persons, SUMS)
    assert (
        min((persons[cell] for cell in persons if cell not in hidden), default=FEWEST_SHOWN) >= FEWEST_SHOWN
    )


@given(tables())
def test_no_withheld_cell_follows_from_one_sum(persons: dict[Cell, int]) -> None:
    hidden = cells_to_withhold(persons, SUMS)
    for each in SUMS:
        assert len(hidden.intersection((each.total, *each.parts))) != 1


@given(tables())
def test_what_is_left_of_a_shown_total_is_never_small(persons: dict[Cell, int]) -> None:
    hidden = cells_to_withhold(persons, SUMS)
    for each in SUMS:
        if each.total not in hidden and hidden.intersection(each.parts):
            left = persons[each.total] - sum(persons[cell] for cell in each.parts if cell not in hidden)
            assert left >= FEWEST_SHOWN


@given(tables())
def test_no_withheld_cell_follows_from_all_sums_together(persons: dict[Cell, int]) -> None:
    assert solvable(cells_to_withhold(persons, SUMS), SUMS) == set()


@given(tables())
def test_where_nothing_is_small_everything_is_shown(persons: dict[Cell, int]) -> None:
    grown = {cell: number + FEWEST_SHOWN for cell, number in persons.items()}
    assert cells_to_withhold(grown, []) == set()


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_cells_and_sums_decides_nothing_that_differs_between_runs(
    persons: dict[Cell, int], random: Random
) -> None:
    cells = list(persons.items())
    random.shuffle(cells)
    assert cells_to_withhold(dict(cells), SUMS) == cells_to_withhold(persons, SUMS)


@given(tables())
def test_the_same_is_withheld_as_by_the_naive_way(persons: dict[Cell, int]) -> None:
    assert cells_to_withhold(persons, SUMS) == naively_withheld(persons)


def naively_withheld(persons: dict[Cell, int]) -> set[Cell]:
    """Cell by cell, in fractions: small ones, what each sum asks for, then what all of them ask for."""
    hidden = {cell for cell, number in persons.items() if number < FEWEST_SHOWN}

    def smallest(cells: list[Cell]) -> Cell:
        return min(cells, key=lambda cell: (persons[cell], cell))

    while True:
        asking = True
        while asking:
            asking = False
            for each in SUMS:
                while gives_away(each, hidden, persons):
                    shown = [cell for cell in each.parts if cell not in hidden]
                    hidden.add(smallest(shown) if shown else each.total)
                    asking = True
        found = solvable(hidden, SUMS)
        if not found:
            return hidden
        shown_sums = [(each, cell) for each in SUMS for cell in each.members if cell not in hidden]
        near = [cell for each, cell in shown_sums if found.intersection(each.members)]
        hidden.add(smallest(near or [cell for _, cell in shown_sums]))


def gives_away(each: Sum[Cell], hidden: set[Cell], persons: dict[Cell, int]) -> bool:
    parts = [cell for cell in each.parts if cell in hidden]
    if each.total in hidden:
        return not parts
    shown = sum(persons[cell] for cell in each.parts if cell not in hidden)
    return bool(parts) and (len(parts) < 2 or persons[each.total] - shown < FEWEST_SHOWN)


def solvable(hidden: set[K], sums: Sequence[Sum[K]]) -> set[K]:
    """The cells that no other solution gives another value: every way to move leaves them where they are."""
    unknowns = list(hidden)
    rows = [[Fraction((cell == each.total) - (cell in each.parts)) for cell in unknowns] for each in sums]
    steps = moves(rows)
    return {cell for number, cell in enumerate(unknowns) if not any(step[number] for step in steps)}


def moves(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """A basis of the null space."""
    width = len(rows[0]) if rows else 0
    pivots = eliminate(rows)
    return [move(rows, pivots, free) for free in range(width) if free not in pivots]


def move(rows: list[list[Fraction]], pivots: list[int], free: int) -> list[Fraction]:
    """Let one free unknown grow by one, and see what the others do."""
    step = [Fraction(number == free) for number in range(len(rows[0]))]
    for row, pivot in zip(rows, pivots, strict=False):
        step[pivot] = -row[free]
    return step


def eliminate(rows: list[list[Fraction]]) -> list[int]:
    """Gauss–Jordan, in place; returns the columns of the first rows' leading ones."""
    pivots: list[int] = []
    for column in range(len(rows[0]) if rows else 0):
        done = len(pivots)
        place = next((n for n in range(done, len(rows)) if rows[n][column]), None)
        if place is None:
            continue
        rows[done], rows[place] = rows[place], rows[done]
        leading = rows[done][column]
        rows[done] = [value / leading for value in rows[done]]
        for number, row in enumerate(rows):
            if number != done and row[column]:
                times = row[column]
                rows[number] = [value - times * taken for value, taken in zip(row, rows[done], strict=True)]
        pivots.append(column)
    return pivots


# --- the equations ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("equations", "known"),
    [
        ([], set()),
        ([{"a": 1}], {"a"}),
        ([{"a": 1, "b": -1}], set()),
        ([{"a": 1, "b": -1}, {"b": -1}], {"a", "b"}),
        # Neither alone; both together: a + b, a − b.
        ([{"a": 1, "b": 1}, {"a": 1, "b": -1}], {"a", "b"}),
        # c is known, a and b only as a sum.
        ([{"a": 1, "b": 1, "c": 1}, {"a": 1, "b": 1}], {"c"}),
        ([{"a": 1, "b": 1}, {"a": 2, "b": 2}], set()),
    ],
)
def test_which_unknowns_equations_determine(equations: list[dict[str, int]], known: set[str]) -> None:
    assert find_determined(equations) == known


@given(
    st.lists(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from([-1, 1]), min_size=1), max_size=7)
    | st.lists(st.dictionaries(st.sampled_from("abcdef"), st.integers(-12, 12), min_size=1), max_size=7)
)
@example([{"a": 1, "b": -1}, {"b": -1, "c": 1}, {"a": 1, "c": 1}])
def test_determined_unknowns_are_those_that_no_other_solution_moves(equations: list[dict[str, int]]) -> None:
    unknowns = sorted({name for equation in equations for name in equation})
    rows = [[Fraction(equation.get(name, 0)) for name in unknowns] for equation in equations]
    steps = moves(rows)
    fixed = {name for number, name in enumerate(unknowns) if not any(step[number] for step in steps)}
    assert find_determined(equations) == fixed
