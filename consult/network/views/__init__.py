"""The pages of the network for everyone: the directory and its maps, organisations, regions, stated figures."""
