"""Cases: whole federations as data files that the importers and the demo read."""
