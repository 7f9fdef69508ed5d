// Verifies deliveries of webhook {{id}} by the Standard Webhooks scheme: npm install standardwebhooks
// Headers: webhook-id (msg_…_{{id}}, the same on every retry: keep it and ignore repeats), webhook-timestamp, webhook-signature.
// The secret (whsec_…) comes from the environment variable WEBHOOK_SECRET.
import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.WEBHOOK_SECRET ?? "");

/**
 * Returns the event; throws when the request is not genuine.
 * Give the body as it came, before any JSON parser. With Express: express.raw({ type: "application/json" }).
 */
export function verify(headers: Record<string, string>, body: Buffer): unknown {
  return webhook.verify(body, headers);
}
