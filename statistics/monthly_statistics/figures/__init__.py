"""The figures themselves: what is counted, by what, and what is withheld. Pure."""
