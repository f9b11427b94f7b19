"""Exchange of events between installations: device identity, signed batches, receipts, the area's receiver."""
