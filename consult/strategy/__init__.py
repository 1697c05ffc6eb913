"""Strategies, pillars, proposals, their versions and paragraphs."""
