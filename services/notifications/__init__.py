"""How a person is told, and what the words of her reply mean.

It decides who is owed which notification, on which channel, in which words and when; whether it was sent; and which
open invitation a reply concerns. It owns recipients (a copy), notifications with their attempts, suppressions, replies,
receipts and reminders.

Writes `answer.received`, `notification.failed`, `contact.suppressed`. Reads all that `events` says of networks and
events, and all that `registrations` says.
"""
