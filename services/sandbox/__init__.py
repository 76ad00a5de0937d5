"""The world outside, for development and demos: a phone and a mailbox on a page.

It speaks Twilio's HTTP API and SMTP, so that the real clients run against it, and misbehaves on request. It decides
nothing about the product, writes and reads no messages of the broker, and no service knows that it exists: it is a base
URL and an SMTP address. Its tables name no organisation: a phone and a mailbox belong to the world, not to a customer.
"""
