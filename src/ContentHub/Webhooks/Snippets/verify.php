<?php
// Verifies deliveries of webhook {{id}} by the Standard Webhooks scheme, with nothing but PHP itself.
// Headers: webhook-id (msg_…_{{id}}, the same on every retry: keep it and ignore repeats), webhook-timestamp, webhook-signature.
// The secret (whsec_…) comes from the environment variable WEBHOOK_SECRET.

// Returns the event; throws when the request is not genuine. Give the body as it came and names in lower case:
//   verify(array_change_key_case(getallheaders()), file_get_contents('php://input'))
function verify(array $headers, string $body): mixed
{
    $id = $headers['webhook-id'] ?? '';
    $timestamp = $headers['webhook-timestamp'] ?? '';
    if (!ctype_digit($timestamp) || abs(time() - (int) $timestamp) > 300) {
        throw new UnexpectedValueException('the timestamp is missing or more than five minutes off');
    }

    $key = base64_decode(preg_replace('/^whsec_/', '', getenv('WEBHOOK_SECRET')));
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
    // Several while a secret is being replaced: one that fits is enough.
    foreach (explode(' ', $headers['webhook-signature'] ?? '') as $signature) {
        if (hash_equals($expected, $signature)) {
            return json_decode($body, true, 512, JSON_THROW_ON_ERROR);
        }
    }

    throw new UnexpectedValueException('no signature fits');
}
