"""Forms about logging in, the directory and its people, and the fields that other apps' settings use too."""
