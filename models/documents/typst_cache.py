"""What Typst keeps in a process, and how it lets go of it."""

import typst

from models import memory

# It keeps what it has computed until it was not needed in so many compilations.
_COMPILATIONS_KEPT = 10


def evict(compiler: typst.Compiler) -> None:
    """Frees what this process keeps of what it has set: 50 MB and more for a document of 200 lines, or for a large
    picture. Takes some 40 ms. Typst has no call for it in Python, and nothing makes it let go but to set others."""
    for _ in range(_COMPILATIONS_KEPT + 1):
        compiler.compile(input=b"", format="svg")
    memory.give_back()
