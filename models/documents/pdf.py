"""Sets a document by Typst: data in, the bytes of a PDF out, the same ones for the same data.

What is printed is data and never markup, whatever a name holds. Nothing bounds Typst's time, so the data are bounded
and the template is ours; it is called in workers alone, and in a thread, since it leaves the interpreter to others.
Only logos, whose cost is bounded by their points, are drawn by it in the API's processes: see pictures.py.

It is made to PDF/A-3a and PDF/UA-1: tagged, with its fonts in it, and with the e-invoice attached where there is one.
"""

import json
from pathlib import Path

import typst

from models.documents import facturx, typst_cache
from models.documents.fonts import fonts
from models.documents.pictures import Picture

_TEMPLATE = Path(__file__).parent / "templates" / "document.typ"
# Of data, and more than an ordinary document has: what Typst keeps of it is forgotten at once, which takes 40 ms.
_LARGE_CHARACTERS = 10_000


def render(data: dict[str, object], *, einvoice: bytes | None = None, logo: Picture | None = None) -> bytes:
    """A PDF with these data, with an e-invoice of CII inside where there is one, and the seller's logo above its name.
    Raises typst.TypstError."""
    given = {"data": json.dumps(data, ensure_ascii=False, separators=(",", ":"))}
    if einvoice is not None:
        given["einvoice"] = einvoice.decode()
    if logo is not None:
        # Inputs are texts.
        given["logo"] = json.dumps({"content": list(logo.content), "width": logo.width, "height": logo.height})
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
            typst_cache.evict(compiler)
    assert isinstance(made, bytes), "a PDF is one file"
    return made if einvoice is None else facturx.declared(made)
