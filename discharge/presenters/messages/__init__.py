"""Messages in words: the time line, threads, versions and what differs between them."""
