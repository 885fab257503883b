"""How people come in: identity services, local accounts with a second factor, invitations."""
