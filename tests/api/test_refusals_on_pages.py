"""What pages say when a rule says no: in the reader's language, for each refusal that what they call can raise."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from api.pages import refusals
from models import errors
from models.collection import link_reports, payments, reviews
from models.errors import Refused
from models.languages import words
from models.languages.words import LANGUAGES, Language
from models.parties import invitations
from tests.api.people import Shop
from tests.api.test_errors import pointer, problem
from tests.api.test_personal_pages import record_path, reported
from tests.api.visitors import hidden, log_in

# What pages call, and tell the refusals of.
CALLED = (
    payments.get,
    payments.create,
    reviews.confirm,
    reviews.reject_payment,
    invitations.accept,
    link_reports.report,
)
# The form of a payment that has arrived has no method that goes through a gateway.
ONLINE_ONLY = {errors.AmountTooHigh, errors.AmountNotRepresentable, errors.NoGatewayAccount}
TRANSLATED: list[Language] = [language for language in LANGUAGES if language != words.DEFAULT]
Function = Callable[..., Any]  # Any: functions of every kind


def named_in(function: Function) -> Iterator[object]:
    """What a function names of its module, and of the modules that this one imports."""
    names = function.__globals__
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if isinstance(node, ast.Name):
            yield names.get(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = names.get(node.value.id)
            yield getattr(module, node.attr, None) if inspect.ismodule(module) else None


def refusals_of(functions: tuple[Function, ...]) -> set[type[Refused]]:
    """The refusals that these functions name, and all that they call in `models`."""
    found: set[type[Refused]] = set()
    waiting, seen = [inspect.unwrap(function) for function in functions], set[Function]()
    while waiting:
        function = waiting.pop()
        if function in seen:
            continue
        seen.add(function)
        for named in named_in(function):
            if inspect.isclass(named) and issubclass(named, Refused):
                found.add(named)
            elif inspect.isfunction(named) and named.__module__.startswith("models."):
                waiting.append(inspect.unwrap(named))
    return found


def test_each_refusal_that_a_page_can_show_has_a_sentence() -> None:
    possible = refusals_of(CALLED)
    assert {errors.NothingToPay, errors.PayerLinked, errors.SumTooLarge} <= possible, "the search finds what is deep"
    missing = possible - ONLINE_ONLY - refusals.sentences("en").keys()
    assert sorted(refused.__name__ for refused in missing) == [], "add a sentence to api/pages/refusals.py"


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_refusal_is_told_in_english(language: Language) -> None:
    english = refusals.sentences("en")
    for kind, sentence in refusals.sentences(language).items():
        assert sentence != english[kind], kind.__name__


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_nobody_has_thought_of_is_told_without_its_english(language: Language) -> None:
    refused = errors.LastAdmin("The canary is the last admin.")
    told = refusals.told(refused, language)
    assert "canary" not in told
    assert told not in ("", refusals.told(refused, "en"))


@pytest.mark.parametrize("language", TRANSLATED)
async def test_an_invoice_that_was_voided_meanwhile(shop: Shop, language: Language) -> None:
    owner, told = await log_in(shop.owner), {"accept-language": language}
    invoice = await shop.issue()
    path = record_path(invoice)
    form = hidden(await owner.get(path), path) | {"method": "cash", "amount": "10"}
    assert (await shop.owner.post(f"/v1/invoices/{invoice['id']}/void")).status_code == 200
    answer = await owner.post(path, data=form, headers=told)
    assert answer.status_code == 422
    assert refusals.sentences(language)[errors.InvoiceNotOpen] in answer.text
    assert "is void" not in answer.text


async def test_a_field_that_comes_twice(shop: Shop) -> None:
    owner, invoice = await log_in(shop.owner), await shop.issue()
    path = record_path(invoice)
    form = hidden(await owner.get(path), path) | {"method": "cash", "amount": ["10", "20"]}
    answer = await owner.post(path, data=form, headers={"accept-language": "de"})
    assert answer.status_code == 422
    assert refusals.sentences("de")[errors.Invalid] in answer.text
    found = problem(await owner.post(path, data=form, headers={"accept": "application/json"}), 422, "invalid")
    assert pointer(found) == "/amount"
    assert found["detail"].startswith("The field 'amount' is there twice")


async def test_a_report_that_was_decided_meanwhile(shop: Shop) -> None:
    owner, payment = await log_in(shop.owner), await reported(shop)
    path = f"/account/payments/{payment['id']}"
    form = hidden(await owner.get(path), path) | {"decision": "confirm", "amount": "100"}
    assert (await shop.owner.post(f"/v1/payments/{payment['id']}/reject", {"reason": "No"})).status_code == 200
    answer = await owner.post(path, data=form, headers={"accept-language": "de"})
    assert answer.status_code == 422
    assert refusals.sentences("de")[errors.PaymentStateForbids] in answer.text


async def test_an_amount_beyond_all_bounds_is_told_beside_its_field(shop: Shop) -> None:
    owner, invoice = await log_in(shop.owner), await shop.issue()
    path = record_path(invoice)
    await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=1)
    form = hidden(await owner.get(path), path) | {"method": "cash", "amount": "90071992547409,91"}
    answer = await owner.post(path, data=form, headers={"accept-language": "de"})
    assert answer.status_code == 422
    assert refusals.sentences("de")[errors.SumTooLarge] in answer.text
    assert 'id="amount-error"' in answer.text


async def test_a_form_that_was_sent_before_with_other_values(shop: Shop) -> None:
    owner, told = await log_in(shop.owner), {"accept-language": "es"}
    invoice = await shop.issue()
    path = record_path(invoice)
    form = hidden(await owner.get(path), path) | {"method": "cash", "amount": "10,00"}
    assert (await owner.post(path, data=form, headers=told)).status_code == 303
    browser = told | {"accept": "text/html"}
    answer = await owner.post(path, data=form | {"amount": "11,00"}, headers=browser)
    assert answer.status_code == 422
    assert refusals.sentences("es")[errors.IdempotencyKeyReused] in answer.text


async def test_a_form_of_another_session_is_explained(shop: Shop) -> None:
    owner, invoice = await log_in(shop.owner), await shop.issue()
    told = {"accept-language": "de", "accept": "text/html"}
    answer = await owner.post(record_path(invoice), data={"form_token": "anothers", "amount": "1"}, headers=told)
    assert answer.status_code == 403
    assert "Das dürfen Sie nicht" in answer.text
