"""Rounds of consultation and what members say in them."""
