"""E-invoices: issued invoices and credit notes as EN 16931 has them, written in its two syntaxes, UBL 2.1 and CII."""
