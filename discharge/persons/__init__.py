"""Identity numbers: how they are read, and how one that has been looked up is carried on."""
