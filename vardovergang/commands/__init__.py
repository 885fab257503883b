"""`make run`, `make test` and `make lint`, from where bootstrap.py has made the virtual environment."""
