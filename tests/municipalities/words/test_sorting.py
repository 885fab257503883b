from municipalities.swedish.sorting import sort_key


def test_names_sort_as_in_swedish() -> None:
    names = [
        "Österåker",
        "Åkersberga",
        "Ärla",
        "Zinkensdamm",
        "ekerö",
        "Danderyd",
        "Ängby",
        "Andersson",
        "Öberg",
    ]
    assert sorted(names, key=sort_key) == [
        "Andersson",
        "Danderyd",
        "ekerö",
        "Zinkensdamm",
        "Åkersberga",
        "Ängby",
        "Ärla",
        "Öberg",
        "Österåker",
    ]


def test_other_accents_and_decomposed_letters_count_as_their_letter() -> None:
    assert sort_key("André") == sort_key("andre")
    assert sort_key("A\u030akersberga") == sort_key("Åkersberga")
