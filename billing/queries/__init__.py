"""Named questions, by what they are about: the only code that reads for a page or a command.

Row-level security decides which rows there are; what is asked here is the same for everyone.
"""
