"""The counts page: its filters, charts and leader's section."""
