"""Pages of inspections: the office's, the inspector's, and the ledger that all share."""
