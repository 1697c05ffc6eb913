"""The secretariat's pages about texts: pillars are edited, versions written, proposals numbered and moved."""
