"""Words, colours and links: they decide nothing."""
