"""Pages of standards: read by everybody in business roles, written by offices."""
