"""The secretariat's desk: what is open, late or about to close."""
