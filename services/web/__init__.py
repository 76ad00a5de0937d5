"""Decides what a person sees: organisations, organisers' accounts, sign-in, sessions and pages.

Owns nothing of the domain and writes and reads no messages; what it shows it asks the other services' public APIs for.
"""
