"""A patient's circumstances (patientens läge): what is asked of them, and what holds of each."""
