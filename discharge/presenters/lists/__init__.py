"""Lists in words: the work list, meetings and placements."""
