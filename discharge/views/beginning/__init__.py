"""Beginning a case: registering a stay, starting a SIP, asking for a handover."""
