"""Closed months: what they were closed with, and what has been booked since."""
