"""What the secretariat reads of every room: for its desk, and of the letters."""
