"""What the work list is made of: which rows a page shows, how many there are, and what there is to choose."""
