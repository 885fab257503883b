"""A message on its way: judged, put together, inserted, and what follows from it."""
