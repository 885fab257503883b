"""Putting right what has been said: by its sender, and by the region."""
