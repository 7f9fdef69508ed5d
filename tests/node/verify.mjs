// Reads {secret, headers, body (base64)} from stdin and verifies it with the library that customers use.
// Prints "ok" and ends with 0, or prints the library's reason and ends with 1; anything else is a fault of the call (2).
import { text } from "node:stream/consumers";
import { Webhook, WebhookVerificationError } from "standardwebhooks";

try {
  const { secret, headers, body } = JSON.parse(await text(process.stdin));
  new Webhook(secret).verify(Buffer.from(body, "base64"), headers);
  console.log("ok");
} catch (error) {
  const refused = error instanceof WebhookVerificationError;
  (refused ? console.log : console.error)(error.message);
  process.exitCode = refused ? 1 : 2;
}
