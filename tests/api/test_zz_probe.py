async def test_probe(http, shop):
    o = shop.owner
    inv = await shop.issue(10000)

    def show(what, r):
        flag = "!!!!" if r.status_code >= 500 else "    "
        print(flag, what, r.status_code, r.text[:230])

    rid, pid = shop.id, shop.payer["id"]
    for q in [
        "currency=%00",
        "number=%00",
        "number=%ED%A0%80",
        "total_from=99999999999999999999999",
        "total_from=-1",
        "total_from=5.0",
        "total_from=5.5",
        "created_from=0001-01-01T00:00:00%2B14:00",
        "created_from=9999-12-31T23:59:59-14:00",
        "created_from=2026-01-01",
        "created_from=2026-01-01T00:00:00",
        "overdue=maybe",
        "status=x",
        "limit=0",
        "limit=101",
        "limit=x",
        "after=x",
        "after=" + "x" * 200,
        "nope=1",
        "limit=5&limit=7",
        "currency=" + "A" * 300,
        "receiver_id=",
        "receiver_id=" + rid.upper(),
        "%00=1",
        "currency=",
        "created_from=1767225600",
        "total_from=true",
        "limit=%2B5",
        "limit=1_0",
        "limit=%205",
    ]:
        show(q, await o.get("/v1/invoices?" + q))
    for q in [
        "status=%00",
        "status=zzz",
        "method=zzz",
        "amount_from=99999999999999999999",
        "invoice_id=x",
        "currency=eur",
    ]:
        show("payments " + q, await o.get("/v1/payments?" + q))
    for q in ["email=%00", "email=x"]:
        show("payers " + q, await o.get("/v1/payers?" + q))
    for q in ["kind=%00", "currency=%00"]:
        show("ledger " + q, await o.get("/v1/ledger/accounts?" + q))
    for p in [
        "/v1/invoices/%00",
        "/v1/invoices/x",
        "/v1/invoices/%F0%28",
        "/v1/invoices/" + "a" * 3000,
        "/v1/pay/%00",
        "/v1/pay/x",
        "/v1/pay/%ED%A0%80",
        "/v1/invoices/%ED%A0%80",
        "/v1/callbacks/x",
        "/v1/webhook-endpoints/x/deliveries",
        "/v1/nope",
        "/v1/invoices/",
        "//v1",
        "/docs/assets/../../x",
        "/docs/assets/%2e%2e/%2e%2e/x",
        "/docs/assets/nope",
        "/docs/assets/%00",
        "/docs/assets/" + "a" * 3000,
        "/schema/openapi.json",
        "/schema",
        "/schema/nope",
        "/metrics",
        "/docs",
        "/health/ready",
    ]:
        show(p, await o.get(p))

    for body in [
        b'{"name":"A","currency":"EUR\\n"}',
        b'{"name":"A","currency":"EUR","country":"DE\\n"}',
        b'{"name":"A","currency":"EUR","invoice_prefix":"INV\\n"}',
        b'{"name":"A","currency":"EUR","email":"a@b\\n"}',
        b'{"name":"\\u0000","currency":"EUR"}',
        b'{"name":"\\ud800","currency":"EUR"}',
        b'{"name":"\\udc00\\ud800","currency":"EUR"}',
        b'{"name":"\xff","currency":"EUR"}',
        b'{"name":"\xed\xa0\x80","currency":"EUR"}',
        b'{"name":"x","currency":"EUR","time_zone":"../../etc/passwd"}',
        b'{"name":"x","currency":"EUR","time_zone":"\\u0000"}',
        b'{"name":"x","currency":"EUR","number_pattern":"\\u0000{SEQ}"}',
        b'{"name":"x","currency":"EUR","payment_terms_days":30.0}',
        b'{"name":"x","currency":"EUR","payment_terms_days":"30"}',
        b'{"name":"x","currency":"EUR","payment_terms_days":true}',
        b'{"name":"x","currency":"EUR","payment_terms_days":1e400}',
        b'{"name":"x","currency":"EUR","payment_terms_days":1e1}',
        b'{"name":"x","currency":"EUR","payment_terms_days":NaN}',
        b'{"name":"x","currency":"EUR","metadata":{"\\u0000":"x"}}',
        b'{"name":"x","currency":"EUR","metadata":{"a":1}}',
        b"[]",
        b"null",
        b"",
        b'"x"',
        b'{"name":"x","currency":"EUR","name":"y"}',
        b'{"name":"x","currency":"EUR"} trailing',
        b'\xef\xbb\xbf{"name":"x","currency":"EUR"}',
        b"[" * 100000,
        b'{"name":"x","currency":"EUR","metadata":' + b'{"a":' * 50000,
        b'{"name":"x","currency":"EUR","address":{"line1":5}}',
        b'{"name":"x","currency":"EUR","metadata":null}',
        b'{"name":"   ","currency":"EUR"}',
        b'{"name":"x","currency":"EUR","metadata":{"' + b"a" * 41 + b'":"x"}}',
        b'{"name":"x","currency":"XYZ"}',
        b'{"name":"\\uDBFF\\uDFFF","currency":"EUR"}',
    ]:
        show(body[:70], await o.send("POST", "/v1/receivers", content=body))
    base = shop.draft_fields()
    for line in [
        {"quantity": 1},
        {"quantity": "1e5"},
        {"quantity": "1\n"},
        {"quantity": "-1"},
        {"quantity": "0"},
        {"quantity": "99999999999999"},
        {"unit_price": "999999999999", "quantity": "99999999999999"},
        {"unit_price": "1.123456789"},
        {"taxes": [{"name": "VAT", "percent": "101"}]},
        {"taxes": [{"name": "VAT", "percent": "999.9999"}]},
        {"discount": {}},
        {"discount": {"percent": "10", "amount": 5}},
        {"discount": {"amount": -1}},
        {"discount": {"amount": 10**16}},
        {"discount": {"percent": "150"}},
        {"taxes": [{"name": "VAT", "percent": "19"}, {"name": "VAT", "percent": "19"}]},
        {"quantity": "١"},
        {"nope": 1},
    ]:
        r = await o.post("/v1/invoices", base | {"lines": [{"description": "W", "unit_price": "1.00"} | line]})
        show(line, r)
        r = await o.post("/v1/invoices/preview", base | {"lines": [{"description": "W", "unit_price": "1.00"} | line]})
        if r.status_code >= 500:
            show(line, r)
    for f in [
        {"due_on": "0001-01-01"},
        {"due_on": "9999-12-31"},
        {"due_on": "2026-02-30"},
        {"due_on": "2026-1-1"},
        {"due_on": 20260101},
        {"payment_terms_days": 366},
        {"lines": [{"description": "W", "unit_price": "1.00"}] * 201},
        {"due_on": "2027-01-01", "payment_terms_days": 5},
        {"currency": "XXX"},
        {"currency": "eur"},
        {"currency": "JPY"},
        {"memo": "a\u0000"},
    ]:
        r = await o.post("/v1/invoices", base | f)
        show(f, r)
        if r.status_code == 201:
            show("  finalize", await o.post(f"/v1/invoices/{r.json()['id']}/finalize"))
    for f in [
        {"amount": 0},
        {"amount": -5},
        {"amount": 5.5},
        {"amount": 5.0},
        {"amount": "5"},
        {"amount": True},
        {"amount": 10**12},
        {"amount": 10**15},
        {"amount": 10**18},
        {"amount": 10**30},
        {"amount": None},
        {"received_on": "2199-01-01"},
        {"received_on": "0001-01-01"},
        {"received_on": "1900-01-01"},
        {"currency": "USD"},
        {"currency": "XXX"},
        {"invoice_id": "inv_" + "7" + "z" * 25},
        {"invoice_id": "x"},
        {"invoice_id": None},
        {"method": "card"},
        {"method": "barter"},
        {"allocations": []},
        {"allocations": [{"invoice_id": inv["id"], "amount": 5}]},
        {"note": "4242424242424242"},
        {"payment_token": "4242424242424242", "method": "card"},
        {"payment_token": "tok_success\n", "method": "card"},
        {"gateway_account_id": "gwa_" + "7" + "z" * 25, "method": "card", "payment_token": "tok_success"},
    ]:
        r = await o.post("/v1/payments", {"invoice_id": inv["id"], "method": "cash"} | f)
        show(f, r)
    gw = {
        "receiver_id": rid,
        "gateway": "simulator",
        "credentials": {"account": "a", "api_key": "b", "webhook_secret": "whsec_dGVzdA=="},
    }
    for f in [
        {},
        {"credentials": {"account": "a\u0000"}},
        {"credentials": {"\u0000": "x"}},
        {"credentials": {}},
        {"credentials": {"account": "é", "api_key": "ü", "webhook_secret": "ö"}},
        {"credentials": {"account": "x" * 4000, "api_key": "b", "webhook_secret": "c"}},
        {"gateway": "stripe"},
        {"credentials": gw["credentials"] | {"account": "x" * 300}},
        {"credentials": gw["credentials"] | {"account": ""}},
    ]:
        show(f, await o.post("/v1/gateway-accounts", gw | f))
    for f in [
        {"url": "http://\u0000"},
        {"url": "x"},
        {"url": "https://example.com/\ud7ff"},
        {"url": "https://example.com/", "event_types": ["nope"]},
        {"url": "https://example.com/", "event_types": ["\u0000"]},
        {"url": "https://example.com/" + "a" * 5000},
        {"url": "https://[::1"},
        {"url": "https://xn--/"},
        {"url": "https://" + "a" * 300 + ".com/"},
        {"url": "https://exam ple.com"},
    ]:
        show(f, await o.post("/v1/webhook-endpoints", {"receiver_id": rid} | f))
    for h in [
        {"idempotency-key": ""},
        {"idempotency-key": "x" * 256},
        {"if-match": "zzz"},
        {"prefer": "wait=x"},
        {"content-type": "text/plain"},
        {"content-type": "application/json; charset=latin1"},
        {"content-type": ""},
        {"authorization": "Basic x"},
        {"authorization": "Bearer"},
        {"accept": "text/html"},
        {"x-request-id": "a b"},
    ]:
        show(h, await o.send("POST", "/v1/receivers", json={"name": "x", "currency": "EUR"}, headers=h))
    for m in ["PUT", "HEAD", "OPTIONS", "TRACE", "BREW", "DELETE"]:
        r = await o.send(m, "/v1/invoices")
        show((m, dict(r.headers).get("allow"), r.headers), r)
    for m in ["OPTIONS"]:
        r = await o.send(m, "/v1/nope")
        show((m, r.headers), r)
    for email in [
        "a@b\nc",
        "A@b",
        "a@@b",
        "a@b@c",
        "a b@c",
        "@b",
        "a@",
        " a@b",
        "a@b ",
        "a@b\u00a0",
        "x" * 250 + "@b.c",
    ]:
        r = await o.post("/v1/auth/register", {"email": email, "password": "longenough", "name": "n"})
        show(email, r)
    for pw in ["short", "x" * 129, "\u0000" * 8, "        ", "password"]:
        r = await o.post("/v1/auth/register", {"email": f"p{abs(hash(pw))}@b.c", "password": pw, "name": "n"})
        show(pw, r)
        r = await o.post("/v1/auth/login", {"email": f"p{abs(hash(pw))}@b.c", "password": pw})
        show(pw, r)
    show("login nul", await o.post("/v1/auth/login", {"email": "a\u0000@b", "password": "x"}))
    r = await o.post("/v1/reconciliation/runs", {"gateway_account_id": "gwa_" + "7" + "z" * 25})
    show("recon", r)
    ga = await shop.pretend_gateway()
    for f in [
        {"since": "2026-01-01T00:00:00"},
        {"since": "0001-01-01T00:00:00+14:00"},
        {"until": "9999-12-31T23:59:59-14:00"},
        {"since": "2026-01-01T00:00:00Z", "until": "2025-01-01T00:00:00Z"},
        {"since": "2026-01-01T00:00:00+99:00"},
        {"since": 1767225600},
    ]:
        show(f, await o.post("/v1/reconciliation/runs", {"gateway_account_id": ga["id"]} | f))
