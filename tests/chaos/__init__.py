"""A kill test of the whole system: `python -m tests.chaos --events 20000 --seed 7`, or `make chaos`.

Everything that runs is killed, again and again, while clients write and a subscriber listens. What the clients and the
subscriber wrote down outside of PostgreSQL is then held against what PostgreSQL says, by tests/chaos/verdict.py.
"""
