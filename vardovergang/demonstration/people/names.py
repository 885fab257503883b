"""What invented persons are called, and the streets they live in."""


def _split_words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


OLDER_WOMEN = _split_words("""
    Ingrid Margareta Birgitta Gunnel Kerstin Inga Ulla Barbro Gun Siv Maj Elsa Astrid Britta Vera Aino
    Sirkka Irena Halina Fatma Gulsen Nada Mirjana Teresa Rosa Zahra Shirin
""")
OLDER_MEN = _split_words("""
    Lars Bengt Karl Sven Gösta Åke Rune Sture Arne Gunnar Bertil Olle Evert Holger Stig Kalevi Veikko
    Zoran Milan Jozef Mehmet Hasan Ibrahim Yusuf Ali Carlos Reza
""")
YOUNGER_WOMEN = _split_words("""
    Anna Sara Emma Maria Linda Johanna Elin Jenny Frida Åsa Ebba Saga Amina Leila Hodan Samira Maryam
    Natalia Katarzyna Daniela Lucia Mei Parisa
""")
YOUNGER_MEN = _split_words("""
    Erik Johan Anders Mikael Daniel Oskar Viktor Elias Hugo Örjan Love Ahmed Omar Mohamed Abdi Hamza
    Karim Piotr Marek Diego Dragan Amir Li
""")
FAMILY = _split_words("""
    Ek Björk Lindqvist Åberg Öberg Ängman Hedin Norling Sjögren Wallin Fors Hellström Nyman Törnkvist
    Backman Sundin Rask Ahlgren Dahlin Kvist Mattsson Lövgren Palm Stark Hjelm Skog Ytterberg Vinge Roos
    Grahn Berglund Korhonen Mäkinen Virtanen Kovac Petrovic Nowak Kowalska Yildiz Demir Kaya Haddad
    Khalil Nasser Hosseini Karimi Abdi Warsame Tesfaye Silva Rojas Nguyen
""")
STREETS = _split_words("""
    Björkvägen Aspgatan Skolgatan Kyrkvägen Ringvägen Storgatan Ängsvägen Solbacken Parkvägen
    Industrigatan Lindallén Tallstigen Sjövägen Kvarnbacken Backgatan Torggatan Granvägen Hagvägen
    Slottsvägen Åsgatan
""")
