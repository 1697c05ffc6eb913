"""Bodies, seats, organisations, mandates and figures of the federation."""
