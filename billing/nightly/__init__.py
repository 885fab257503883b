"""The night's run: which cases it computes, and how what they come to is kept."""
