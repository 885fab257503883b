"""Where apps above this one, and the site, register what they add to a case; it knows none of them."""
