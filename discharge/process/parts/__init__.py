"""Who takes part in a case: brought in, handed over, taken back, removed. Pure."""
