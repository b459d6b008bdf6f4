"""The currencies that an invoice may have, and how many decimals each one counts with.

The list is ISO 4217's active codes that have minor units. Precious metals, units of account and testing codes (XAU,
XDR, XTS …) have none, so nobody can owe a whole number of them.
"""

CODES_BY_EXPONENT = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
        CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
        IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
        MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP
        SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG
        YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
EXPONENTS = {code: exponent for exponent, codes in CODES_BY_EXPONENT.items() for code in codes.split()}


class UnknownCurrency(ValueError):
    """A code that is not an active ISO 4217 currency with minor units, in upper case."""


def is_currency(code: str) -> bool:
    """Whether an invoice may have this currency. Codes are upper case: "eur" is none."""
    return code in EXPONENTS


def exponent(currency: str) -> int:
    """How many decimals the major unit has: 2 for EUR, 0 for JPY. Raises UnknownCurrency."""
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise UnknownCurrency(f"{currency!r} is not the upper-case code of an ISO 4217 currency.") from None


def format_amount(amount: int, currency: str) -> str:
    """Minor units as a person reads them in a sentence: "19.99 EUR", "1 JPY", "-1.234 KWD". Raises UnknownCurrency."""
    return f"{major(amount, currency)} {currency}"


def major(amount: int, currency: str) -> str:
    """Minor units in major units, with all decimals of the currency: "19.99" EUR, "-1" JPY. Raises UnknownCurrency."""
    decimals = exponent(currency)
    sign, digits = "-" if amount < 0 else "", str(abs(amount)).zfill(decimals + 1)
    return sign + (f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits)
