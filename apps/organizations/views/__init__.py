"""Pages of organizations, one file per kind of page."""
