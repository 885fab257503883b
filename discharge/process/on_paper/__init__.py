"""Messages to units that are not connected: what goes on paper, and when it was sent. Pure."""
