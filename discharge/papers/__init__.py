"""Papers as PDF/UA."""
