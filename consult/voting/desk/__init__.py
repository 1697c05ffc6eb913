"""The secretariat's desk of ballots."""
