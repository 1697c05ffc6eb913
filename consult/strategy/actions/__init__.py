"""What is done in the room: versions are written and published, proposals numbered and moved, files taken in."""
