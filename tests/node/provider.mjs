// A provider of OpenID Connect on this machine: node provider.mjs <redirect URI of the client "contenthub">
// Prints its issuer. Every name signs in, with any password; "anna@example.com" is that address, verified, and
// "anna@example.com unverified" the same address that nobody has checked, of another person.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const server = createServer().listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: "contenthub", client_secret: "a secret of the provider", redirect_uris: [process.argv[2]], grant_types: ["authorization_code"], response_types: ["code"] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    pkce: { required: () => true },
    cookies: { keys: ["only of this run"] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: id.split(" ")[0], email_verified: !id.includes("unverified"), name: id.split("@")[0] }),
    }),
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
