"""What must be true before something is said, and of the whole case afterwards. Pure."""
