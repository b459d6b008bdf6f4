"""Pay codes: what a payer scans or opens, so that account, amount and reference need not be typed."""

from litestar import Controller, get
from litestar.params import FromPath

from api.answers import CallerRequest
from models import ids
from models.billing import invoices
from models.pay_codes.codes import PayCode
from models.shapes.common import List


class PayCodes(Controller):
    """The codes of an issued invoice."""

    path = "/v1/invoices/{invoice_id:str}/pay_codes"
    tags = ["Invoices"]

    @get("", operation_id="listPayCodes", summary="List pay codes", opt={"permission": "invoices.read"})
    async def list_(self, request: CallerRequest, invoice_id: FromPath[str]) -> List[PayCode]:
        """The codes for what can be paid of an issued invoice now, to the account that was printed on it: none where
        nothing can be paid, or no account fits the currency."""
        found = await invoices.codes(request.user, ids.decode("invoice", invoice_id))
        return List(data=found, has_more=False, next_cursor=None)
