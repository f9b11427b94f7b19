"""Exchange of events between installations: device identity, signed batches, receipts, the area's receiver.

On a team's machine: `enrolment.join` keeps an area's invitation, `outbox.prepare` makes batches of what has no receipt,
`sending.send` posts them, `outbox.take_receipt` notes the answer. At the area: `enrolment.invite`, `importer.take`,
and `receiver.Receiver` for HTTP. docs/exchange.md has the format and what was tried against it.
"""
