"""The secretariat's desk: rounds and their deadlines, comments that were hidden."""
