"""What a unit is called and which side it stands on. Pure."""
