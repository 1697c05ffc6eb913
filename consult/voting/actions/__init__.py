"""What is done in voting: rules come in, ballots are prepared and confirmed, rolls held fast, votes cast."""
