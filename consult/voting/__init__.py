"""Rules, rolls, ballots, casts, the tally and its verdict."""
