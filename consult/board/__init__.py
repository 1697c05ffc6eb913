"""The board's face: what was decided and how, over all rooms."""
