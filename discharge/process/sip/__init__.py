"""What a SIP adds to the process: its state, its rules, and how its messages change it. Pure."""
