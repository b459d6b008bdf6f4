"""A pretend payment gateway: an HTTP service of its own (`app`), and our adapter to it (`adapter`).

The service stands for the world outside: it keeps its own books, imports nothing that knows our rules, and does to its
callers what real gateways do to theirs. `behaviours` is the table of what each payment token makes it do.
"""
