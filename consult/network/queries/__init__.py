"""Reading the network."""
