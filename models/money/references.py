"""Payment references: ISO 11649 creditor references, which a payer copies into a bank transfer.

"RF", two check digits, and 1 to 21 letters and digits. The check digits catch nearly every typing error, so a transfer
is not booked on somebody else's invoice.
"""

import hashlib
import re
import string

PREFIX = "RF"
BODY_CHARACTERS_MAX = 21
# Of a reference that is made apart: enough of the number to be recognized, and so much of its hash that two numbers
# with the same end have the same reference once in 36**10.
RECOGNIZED_CHARACTERS = 11
HASHED_CHARACTERS = 10
CHARACTERS_MAX = 25

REFERENCE = re.compile(r"RF([0-9]{2})([A-Z0-9]{1,21})")
_IN_GROUPS = re.compile(r"[Rr][Ff][0-9]{2}(?: [A-Za-z0-9]{4})*(?: [A-Za-z0-9]{1,4})?")
NOT_IN_A_BODY = re.compile(r"[^A-Z0-9]")
DIGITS = string.digits + string.ascii_uppercase
_TWO_DIGITS = str.maketrans({letter: str(value) for value, letter in enumerate(DIGITS)})
PUNCTUATION = re.compile(r"[^A-Za-z0-9\s]+")


def make(number: str) -> str:
    """The reference of a document's number: "INV202600001" has "RF76INV202600001".

    Lower case is raised, characters other than ASCII letters and digits are left out, and of more than 21 the last 21
    stay, because numbers differ at the end. "INV-1" and "INV1" therefore have the same reference: who has given it to
    one of them takes `make_apart` for the other. Raises ValueError when no letter or digit is left.
    """
    body = characters_of(number)[-BODY_CHARACTERS_MAX:]
    if not body:
        raise ValueError(f"{number!r} has no letter or digit to make a payment reference of.")
    return f"{PREFIX}{_check_digits(body)}{body}"


def make_apart(number: str) -> str:
    """Another reference of a document's number, for one whose own belongs to another number already.

    It ends in a hash of the whole number, so numbers that look alike here have references that do not.
    """
    hashed = int.from_bytes(hashlib.sha256(number.encode()).digest())
    ending = ""
    for _ in range(HASHED_CHARACTERS):
        hashed, digit = divmod(hashed, len(DIGITS))
        ending += DIGITS[digit]
    body = characters_of(number)[-RECOGNIZED_CHARACTERS:] + ending
    return f"{PREFIX}{_check_digits(body)}{body}"


def characters_of(text: str) -> str:
    """The letters and digits of a text that a reference can hold, in upper case."""
    # Before upper(), which would turn some foreign letters into ASCII ones: ß into SS.
    return NOT_IN_A_BODY.sub("", text.encode("ascii", "ignore").decode().upper())


def is_valid(text: str) -> bool:
    """Whether a text is one reference with the right check digits, as people write them: any case, any spaces."""
    match = REFERENCE.fullmatch(_compact(text))
    return match is not None and match[1] == _check_digits(match[2])


def grouped(reference: str) -> str:
    """The reference in groups of four, as people read it and copy it off: "RF76 INV2 0260 0001"."""
    return " ".join(reference[start : start + 4] for start in range(0, len(reference), 4))


def ungrouped(text: str) -> str | None:
    """The reference, or the beginning of one, that a whole text is in groups of four, as documents print it: without
    spaces and in upper case. None for any other text."""
    return _compact(text) if _IN_GROUPS.fullmatch(" ".join(text.split())) else None


def agrees(text: str) -> bool:
    """Whether the two check digits of a reference, or of an IBAN, which has the same ones, agree with the rest of it.

    Expects two letters, two digits and ASCII letters and digits, as people write them: any case, any spaces.
    """
    compact = _compact(text)
    return _number(compact[4:] + compact[:4]) % 97 == 1


def find(text: str) -> list[str]:
    """The valid references in free text, such as a bank transfer's purpose; in upper case, without spaces or doubles.

    A reference may be spread over several words ("RF76 INV2 0260 0001"), but begins and ends with one, so a word beside
    it is not mistaken for its tail unless the check digits agree, once in 97. Then both readings are listed: whoever
    looks them up finds an invoice for one only. The shorter comes first.
    """
    found: dict[str, None] = {}
    for passage in PUNCTUATION.split(text):
        words = passage.split()
        for start in range(len(words)):
            reference = ""
            # As many words as characters at most: all the rest would be copied anew for each word.
            for word in words[start : start + CHARACTERS_MAX]:
                reference += word.upper()
                if len(reference) > CHARACTERS_MAX or not PREFIX.startswith(reference[: len(PREFIX)]):
                    break
                if is_valid(reference):
                    found[reference] = None
    return list(found)


def _compact(text: str) -> str:
    """Without spaces, in upper case; a text that is not ASCII stays as it is, since upper() might make it so."""
    characters = "".join(text.split())
    return characters.upper() if characters.isascii() else characters


def _check_digits(body: str) -> str:
    """ISO 7064 MOD 97-10 over the body and "RF00", where letters count as 10 to 35. From 02 to 98."""
    return f"{98 - _number(f'{body}{PREFIX}00') % 97:02d}"


def _number(text: str) -> int:
    """What ISO 7064 calculates with: letters count as 10 to 35, and all digits stand one after the other.

    Of ASCII letters in upper case and digits, and of nothing else.
    """
    return int(text.translate(_TWO_DIGITS))
