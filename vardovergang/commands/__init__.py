"""What `make run`, `test`, `lint` and `bench` do, once bootstrap.py has made the virtual environment."""
