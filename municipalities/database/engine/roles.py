"""The three roles' names in the database (docs/decisions/0001)."""

OWNER = "vardovergang_owner"
APP = "vardovergang_app"
WORKER = "vardovergang_worker"
