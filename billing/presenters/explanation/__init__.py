"""Why a case came to what it did, in words."""
