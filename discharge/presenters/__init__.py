"""Words, colours and order for pages; they decide nothing and ask the database nothing."""
