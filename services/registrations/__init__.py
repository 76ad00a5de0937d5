"""Decides who belongs, who is invited, who has a seat, who came, and whether an answer counts.

Writes participant.*, consent.changed, invitations.issued, invitation.answered, answer.refused, registration.*, offer.*,
seats.changed and attendance.changed. Reads network.changed, event.*, partner.changed, answer.received,
notification.failed and contact.suppressed.
"""
