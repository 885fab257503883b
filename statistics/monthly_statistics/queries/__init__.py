"""What the pages and files ask, and what the months are counted from."""
