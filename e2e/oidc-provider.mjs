// An OpenID provider for tests: the certified npm package oidc-provider, with the sign-in and consent pages that it
// brings. It prints {"issuer", "clientId", "clientSecret"} and then waits for what it shall be like, one JSON object in
// a line of its standard input, and again with each line that follows:
//
//   redirectUris   where it may send browsers back to
//   accounts       by what one types as login: the claims of that person, such as { email, email_verified, name }
//   clockOffset    seconds that its clock is ahead; optional
//
// Each line is answered by {"ready": true}. It ends when its standard input does, so that nothing of it outlives a test
// that was killed.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import Provider from "oidc-provider";

const say = (message) => console.log(JSON.stringify(message));
const secret = () => randomBytes(32).toString("base64url");
const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
const client = { client_id: "rialto", client_secret: secret() };
const cookieKey = secret();

const realNow = Date.now;
let ahead = 0;
Date.now = () => realNow() + ahead;

// The issuer is the address, which is known once the server listens.
const server = createServer();
await once(server.listen(0, "127.0.0.1"), "listening");
const issuer = `http://127.0.0.1:${server.address().port}`;
say({ issuer, clientId: client.client_id, clientSecret: client.client_secret });

for await (const line of createInterface({ input: process.stdin })) {
  const { redirectUris, accounts, clockOffset = 0 } = JSON.parse(line);
  ahead = clockOffset * 1000;
  const provider = new Provider(issuer, {
    clients: [{ ...client, redirect_uris: redirectUris }],
    cookies: { keys: [cookieKey] },
    jwks: { keys: [{ ...key, kid: "test", use: "sig", alg: "RS256" }] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "locale"] },
    pkce: { required: () => true },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 3600, IdToken: 60, Interaction: 3600, Session: 3600 },
    findAccount: (_ctx, id) =>
      Object.hasOwn(accounts, id) ? { accountId: id, claims: () => ({ sub: id, ...accounts[id] }) } : undefined,
  });
  server.removeAllListeners("request").on("request", provider.callback());
  say({ ready: true });
}
process.exit();
