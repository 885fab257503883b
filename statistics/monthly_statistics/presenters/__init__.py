"""The figures in words and pictures."""
