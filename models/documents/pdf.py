"""Sets a document by Typst: data in, the bytes of a PDF out, the same ones for the same data.

What is printed is data and never markup, whatever a name holds. Nothing bounds Typst's time, so the data are bounded
and templates are ours; it is called in workers alone, and in a thread, since it leaves the interpreter to others.

It is made to PDF/A-3a and PDF/UA-1: tagged, with its fonts in it, and with the e-invoice attached where there is one.
"""

import functools
import json
from pathlib import Path
from typing import Literal

import typst

from models.documents import facturx
from models.documents.fonts import fonts

Template = Literal["invoice", "credit_note", "receipt", "statement"]
_TEMPLATES = Path(__file__).parent / "templates"


def render(template: Template, data: dict[str, object], *, einvoice: bytes | None = None) -> bytes:
    """A PDF of a template with these data, with an e-invoice of CII inside where there is one."""
    given = {"data": json.dumps(data, ensure_ascii=False, separators=(",", ":"))}
    if einvoice is not None:
        given["einvoice"] = einvoice.decode()
    made = _compiler().compile(
        input=str(_TEMPLATES / f"{template}.typ"),
        format="pdf",
        sys_inputs=given,
        pdf_standards=["a-3a", "ua-1"],
        # Dates are the document's own; without this it would hold the time at which it was set.
        timestamp=0,
    )
    assert isinstance(made, bytes), "a PDF is one file"
    return made if einvoice is None else facturx.declared(made)


@functools.cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=str(_TEMPLATES), font_paths=fonts().loaded, ignore_system_fonts=True)
