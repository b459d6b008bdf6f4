"""Names that mean harm, or over which programs stumble: pages, mails, documents, files and tables get all of them."""

from config import settings

HOSTILE = {
    "html": '<script>alert(1)</script><img src=x onerror="alert(2)">',
    "html that closes what stands around it": '"></a></p></td></table><a href="https://evil.example">Pay here</a>',
    "entities": "&lt;b&gt;&amp;nbsp;&#60;i&#62; & 'x' ]]>",
    "templates": "{{ 7 * 7 }}{% for x in [].__class__.__mro__ %}{{ x }}{% endfor %}{0.__class__} %(x)s ${HOME}",
    "typst": '#import "@preview/cetz:0.3.0" #read("/etc/passwd") *b* _x_ $x^2$ @cite <label> // \\ [[]] `raw` ~ --',
    "headers": "Ada\r\nBcc: eve@evil.example\r\n\r\nHello, your account is locked",
    "a link and a request": "Ada\n\nhttps://evil.example/account\n\n    POST https://evil.example/steal",
    "a link to us": f"{settings.public_url}/account/reset-password#stolen",
    "a pay link of another": f"Ada\n\n{settings.public_url}/pay/of-another",
    "a path": "../../etc/passwd\\..\\C:\\x;filename=evil.html",
    "a formula": "=cmd|' /C calc'!A0,\"@SUM(1+1)",
    "a formula of wide letters": '\uff1dHYPERLINK("https://evil.example")\t+1',
    "overrides": "\u202eecila\u202c \u2067x\u2069 \u200bzero\u2028width",
    "a file turned around": "invoice\u202efdp.exe",
    "controls": "a\x00\x01b\x1b[31mc\x7f\x85d\ufeff\ufffe",
    "emoji": "🎉 Ada 👩🏽‍🔧❤️ 👩‍👩‍👧‍👦 🇩🇪 ✈️",
    "chinese": "王小明 株式会社 한국",
    "hebrew and arabic": "שלום مؤسسة النور",
    "devanagari": "हिन्दी व्यापार प्राइवेट लिमिटेड",
    "combining marks": "Z" + "\u0301\u0323" * 60 + " क\u0301 \u0e31 \u200d\u200d",
    "a mark on nothing": "\u0301\u06ec\u093e",
    "zero width": "A\u200bd\u200ca\u200d\u2060 \u00ad\u3164",
    "one long word": "W" * 2_000,
    "a long word of devanagari": "क्षत्रिय" * 60,
    "200 characters": "Ada's Workshop & Söhne " * 8 + "0123456789012345",
}
