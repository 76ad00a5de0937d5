"""What an outside system may know: partners, grants, pseudonyms and the log of attendance that each partner reads.

It decides which partner is told of whose attendance, and under which name of its own for her. It reads
`network.changed`, `event.*`, `consent.changed`, `participant.erased` and `attendance.changed`, and writes no message to
other services: what partners are told (`partner_messages.py`) stands in a log of their own, which they read by cursor
or, where there is a broker for them, from a queue of their own (`amqp_place.py`).
"""
