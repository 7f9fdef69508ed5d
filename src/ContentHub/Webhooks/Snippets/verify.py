# Verifies deliveries of webhook {{id}} by the Standard Webhooks scheme, with nothing but the standard library.
# Headers: webhook-id (msg_…_{{id}}, the same on every retry: keep it and ignore repeats), webhook-timestamp, webhook-signature.
# The secret (whsec_…) comes from the environment variable WEBHOOK_SECRET.
import base64
import hashlib
import hmac
import json
import os
import time


def verify(headers, body: bytes):
    """Returns the event; raises ValueError when the request is not genuine. Give the body as it came (Flask: request.get_data())."""
    message_id, timestamp, signatures = (headers.get(name, "") for name in ("webhook-id", "webhook-timestamp", "webhook-signature"))
    if not (timestamp.isascii() and timestamp.isdigit()) or abs(time.time() - int(timestamp)) > 300:
        raise ValueError("the timestamp is missing or more than five minutes off")

    key = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
    digest = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    expected = b"v1," + base64.b64encode(digest)
    # Several while a secret is being replaced: one that fits is enough.
    if not any(hmac.compare_digest(signature.encode(), expected) for signature in signatures.split(" ")):
        raise ValueError("no signature fits")
    return json.loads(body)
