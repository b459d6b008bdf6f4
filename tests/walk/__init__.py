"""A random walk over the whole API: several parties, legal and illegal requests, workers, time, and the gateway's desk.

`python -m tests.walk` starts throw-away servers and a simulator of its own. After each step all invariants are asked.
What is refused must have changed nothing, and nothing is answered by a 5xx. Hypothesis chooses the steps, and makes a
walk that fails as short as it can.
"""
