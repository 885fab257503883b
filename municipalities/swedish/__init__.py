"""Sweden's clock, calendar, alphabet and the times of the act, each once. Pure: knows no Django."""
