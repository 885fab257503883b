"""Named questions about units and people, by what they are about: the only code that reads for a page."""
