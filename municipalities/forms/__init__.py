"""Forms about the directory and its people, and the fields that other apps' settings use too."""
