"""Says in a PDF's metadata that it is a Factur-X invoice: the e-invoice that is attached is the same invoice.

PDF/A takes properties of a schema of its own only where the metadata explain that schema too (ISO 19005-3, 6.6.2.3.3).
It is explained among the schemas that Typst explains: a second list of them would make the metadata malformed.

The metadata of a PDF/A file are plain text, so they are replaced in its bytes, and the table of where its objects begin
is put right. To read and write the whole file anew took a fifth of the time of a document.
"""

import re

# Factur-X 1.07, chapter 6.3.2. A credit note is of the type INVOICE as well: its own code stands in the XML.
_DECLARATION = b"""<rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#">
<fx:DocumentType>INVOICE</fx:DocumentType><fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>
<fx:Version>1.0</fx:Version><fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>
</rdf:Description>
"""
_PROPERTIES = {
    "DocumentFileName": "The name of the embedded XML document",
    "DocumentType": "The type of the hybrid document in capital letters, e.g. INVOICE or ORDER",
    "Version": "The actual version of the standard applying to the embedded XML document",
    "ConformanceLevel": "The conformance level of the embedded XML document",
}
_PROPERTY = """<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{}</pdfaProperty:name>
<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>
<pdfaProperty:description>{}</pdfaProperty:description></rdf:li>
"""
_SCHEMA = f"""<rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>fx</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>
{"".join(_PROPERTY.format(name, told) for name, told in _PROPERTIES.items())}</rdf:Seq></pdfaSchema:property>
</rdf:li>
""".encode()
_SCHEMAS_END = b"</rdf:Bag></pdfaExtension:schemas>"
_END = b"</rdf:RDF>"

_METADATA = re.compile(rb"<</Length (\d+)/Type/Metadata/Subtype/XML>>\nstream\n")
# The table, and the place in the file that says where it begins.
_TABLE = re.compile(rb"xref\n0 \d+\n((?:\d{10} \d{5} [nf]\r\n)+)")
_TABLE_AT = re.compile(rb"startxref\n(\d+)\n%%EOF\s*$")


def declared(document: bytes) -> bytes:
    """The same PDF with the declaration in its metadata; the same bytes for the same ones.

    It must be as Typst writes it: its metadata not compressed, and one table of its objects at its end."""
    found, ended = _METADATA.search(document), _TABLE_AT.search(document)
    assert found is not None, "metadata of PDF/A are plain text"
    assert ended is not None, "a PDF ends with the place of its table"
    table_at = int(ended[1])
    table = _TABLE.match(document, table_at)
    assert table is not None, "the objects are listed in one table"

    begin, length = found.end(), int(found[1])
    metadata = _with_declaration(document[begin : begin + length])
    head = found[0].replace(found[1], b"%d" % len(metadata))
    more = len(head) + len(metadata) - len(found[0]) - length
    offsets = table[1].splitlines(keepends=True)
    moved = [_moved(line, by=more) if int(line[:10]) > begin else line for line in offsets]
    return b"".join(
        (
            document[: found.start()],
            head,
            metadata,
            document[begin + length : table.start(1)],
            *moved,
            document[table.end() : ended.start(1)],
            b"%d" % (table_at + more),
            document[ended.end(1) :],
        )
    )


def _with_declaration(metadata: bytes) -> bytes:
    assert metadata.count(_SCHEMAS_END) == 1, "PDF/UA needs its schema to be explained"
    assert metadata.count(_END) == 1, "metadata are one document"
    return metadata.replace(_SCHEMAS_END, _SCHEMA + _SCHEMAS_END).replace(_END, _DECLARATION + _END)


def _moved(line: bytes, *, by: int) -> bytes:
    return b"%010d" % (int(line[:10]) + by) + line[10:]
