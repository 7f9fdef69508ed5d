// Reads {library, secret, headers (names in lower case), body (base64), now (unix seconds, or null for the clock's)} from stdin
// and verifies the request with a library that customers use.
// Prints "ok" and ends with 0, or prints the library's reason and ends with 1; anything else is a fault of the call (2).
import { text } from "node:stream/consumers";

const judges = {
  standardwebhooks: standard,
  svix: standard,
  "@octokit/webhooks-methods": github,
};

async function standard({ Webhook, WebhookVerificationError }, secret, headers, body) {
  try {
    new Webhook(secret).verify(body, headers);
    return "ok";
  } catch (error) {
    if (error instanceof WebhookVerificationError) return error.message;
    throw error;
  }
}

// It is given the one header, and no time: GitHub's form signs none.
async function github({ verify }, secret, headers, body) {
  const signature = headers["x-hub-signature-256"];
  if (!signature) return "Missing required headers";
  return (await verify(secret, body.toString(), signature)) ? "ok" : "No matching signature found";
}

try {
  const { library, secret, headers, body, now } = JSON.parse(await text(process.stdin));
  if (now !== null) Date.now = () => now * 1000;
  const verdict = await judges[library](await import(library), secret, headers, Buffer.from(body, "base64"));
  console.log(verdict);
  process.exitCode = verdict === "ok" ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
