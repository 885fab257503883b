"""Small questions that forms and other queries ask."""
