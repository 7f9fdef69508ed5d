# Verifies deliveries of webhook {{id}} by the Standard Webhooks scheme, with nothing but the standard library.
# Headers: webhook-id (msg_…_{{id}}, the same on every retry: keep it and ignore repeats), webhook-timestamp, webhook-signature.
# The secret (whsec_…) comes from the environment variable WEBHOOK_SECRET.
require "base64"
require "json"
require "openssl"

# Returns the event; raises when the request is not genuine. Give the body as it came (Rails: request.raw_post, request.headers).
def verify(headers, body)
  id, timestamp, signatures = %w[webhook-id webhook-timestamp webhook-signature].map { |name| headers[name].to_s }
  unless timestamp.match?(/\A\d+\z/) && (Time.now.to_i - timestamp.to_i).abs <= 300
    raise ArgumentError, "the timestamp is missing or more than five minutes off"
  end

  key = Base64.decode64(ENV.fetch("WEBHOOK_SECRET").delete_prefix("whsec_"))
  expected = "v1," + Base64.strict_encode64(OpenSSL::HMAC.digest("SHA256", key, "#{id}.#{timestamp}.".b + body.b))
  # Several while a secret is being replaced: one that fits is enough.
  raise ArgumentError, "no signature fits" unless signatures.split(" ").any? { |signature| OpenSSL.secure_compare(signature, expected) }

  JSON.parse(body)
end
