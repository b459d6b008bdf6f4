"""Says in a PDF's metadata that it is a Factur-X invoice: the e-invoice that is attached is the same invoice.

PDF/A takes properties of a schema of its own only where the metadata explain that schema too (ISO 19005-3, 6.6.2.3.3).
"""

import io

import pikepdf

# Factur-X 1.07, chapter 6.3.2. A credit note is of the type INVOICE as well: its own code stands in the XML.
_DECLARATION = """<rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#">
<fx:DocumentType>INVOICE</fx:DocumentType><fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>
<fx:Version>1.0</fx:Version><fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>fx</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>
{properties}
</rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
_PROPERTY = (
    '<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{}</pdfaProperty:name>'
    "<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>"
    "<pdfaProperty:description>{}</pdfaProperty:description></rdf:li>"
)
_PROPERTIES = {
    "DocumentFileName": "The name of the embedded XML document",
    "DocumentType": "The type of the hybrid document in capital letters, e.g. INVOICE or ORDER",
    "Version": "The actual version of the standard applying to the embedded XML document",
    "ConformanceLevel": "The conformance level of the embedded XML document",
}
_END = b"</rdf:RDF>"


def declared(document: bytes) -> bytes:
    """The same PDF with the declaration in its metadata; the same bytes for the same ones."""
    properties = "\n".join(_PROPERTY.format(name, told) for name, told in _PROPERTIES.items())
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as pdf:
        before = pdf.Root.Metadata.read_bytes()
        at = before.rindex(_END)
        pdf.Root.Metadata.write(before[:at] + _DECLARATION.format(properties=properties).encode() + before[at:])
        # Its identifier is made of its contents, and none of its metadata are changed besides.
        pdf.save(made, deterministic_id=True, fix_metadata_version=False)
    return made.getvalue()
