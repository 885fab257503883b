"""What is about Swedish alone: how times are said, and the order of the alphabet."""
