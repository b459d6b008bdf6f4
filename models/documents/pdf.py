"""Sets a document by Typst: data in, the bytes of a PDF out, the same ones for the same data.

What is printed is data and never markup, whatever a name holds. Nothing bounds Typst's time, so the data are bounded
and the template is ours; it is called in workers alone, and in a thread, since it leaves the interpreter to others.

It is made to PDF/A-3a and PDF/UA-1: tagged, with its fonts in it, and with the e-invoice attached where there is one.
"""

import json
from pathlib import Path

import typst

from models import memory
from models.documents import facturx
from models.documents.fonts import fonts

_TEMPLATE = Path(__file__).parent / "templates" / "document.typ"
# Of data, and more than an ordinary document has: what Typst keeps of it is forgotten at once, which takes 40 ms.
_LARGE_CHARACTERS = 10_000
# Typst keeps what it has computed until it was not needed in so many compilations.
_COMPILATIONS_KEPT = 10


def render(data: dict[str, object], *, einvoice: bytes | None = None) -> bytes:
    """A PDF with these data, with an e-invoice of CII inside where there is one. Raises typst.TypstError."""
    given = {"data": json.dumps(data, ensure_ascii=False, separators=(",", ":"))}
    if einvoice is not None:
        given["einvoice"] = einvoice.decode()
    # One for each document: two threads cannot use the same one. It takes a millisecond, since all share the fonts.
    compiler = typst.Compiler(root=str(_TEMPLATE.parent), font_paths=fonts().loaded, ignore_system_fonts=True)
    try:
        made = compiler.compile(
            input=str(_TEMPLATE),
            format="pdf",
            sys_inputs=given,
            pdf_standards=["a-3a", "ua-1"],
            # Dates are the document's own; without this it would hold the time at which it was set.
            timestamp=0,
        )
    finally:
        if len(given["data"]) > _LARGE_CHARACTERS:
            _forget(compiler)
    assert isinstance(made, bytes), "a PDF is one file"
    return made if einvoice is None else facturx.declared(made)


def _forget(compiler: typst.Compiler) -> None:
    """Frees what this process keeps of documents that it has set: 50 MB and more for one of 200 lines. Typst has no
    call for it in Python, and nothing makes it let go but to set others."""
    for _ in range(_COMPILATIONS_KEPT + 1):
        compiler.compile(input=b"", format="svg")
    memory.give_back()
