"""The rules of money beside the liability of one case. Pure."""
