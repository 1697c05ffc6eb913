"""What members and public read: the strategy, its pillars, its proposals and their versions."""
