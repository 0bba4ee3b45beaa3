// An OpenID provider for tests: the certified npm package oidc-provider, with the sign-in and consent pages that it
// brings. It is started with one argument, a JSON object:
//
//   redirectUris   where it may send browsers back to
//   accounts       by what one types as login: the claims of that person, such as { email, email_verified, name }
//   clockOffset    seconds that its clock is ahead; optional
//   port           default: a free one
//
// It prints {"issuer", "clientId", "clientSecret"} once it is ready and ends when its standard input does, so that
// nothing of it outlives a test that was killed.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const { redirectUris, accounts, clockOffset = 0, port = 0 } = JSON.parse(process.argv[2]);

process.stdin.on("end", () => process.exit(0)).resume();

const realNow = Date.now;
Date.now = () => realNow() + clockOffset * 1000;

const secret = () => randomBytes(32).toString("base64url");
const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
const client = { client_id: "rialto", client_secret: secret(), redirect_uris: redirectUris };

// The issuer is the address, which is known once the server listens.
const server = createServer();
await once(server.listen(port, "127.0.0.1"), "listening");
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [client],
  cookies: { keys: [secret()] },
  jwks: { keys: [{ ...key, kid: "test", use: "sig", alg: "RS256" }] },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "locale"] },
  pkce: { required: () => true },
  ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 3600, IdToken: 60, Interaction: 3600, Session: 3600 },
  findAccount: (_ctx, id) =>
    Object.hasOwn(accounts, id) ? { accountId: id, claims: () => ({ sub: id, ...accounts[id] }) } : undefined,
});
server.on("request", provider.callback());
console.log(JSON.stringify({ issuer, clientId: client.client_id, clientSecret: client.client_secret }));
