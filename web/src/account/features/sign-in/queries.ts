import { $api, bodyOf, client } from "@api/client.ts";
import type { SignIn } from "@api/types.ts";
import { askPasskey } from "../../session/webauthn.ts";

/** With whose accounts one can sign in. */
export const providersQuery = () => ({
  ...$api.queryOptions("get", "/auth/providers"),
  staleTime: Number.POSITIVE_INFINITY,
});

export const signIn = (email: string, password: string): Promise<SignIn> =>
  bodyOf(client.POST("/auth/login", { body: { email: email.trim(), password } }));

/** The code of an authenticator app, or a recovery code, as people write them. */
export const secondFactor = (challenge: string, code: string): Promise<SignIn> =>
  bodyOf(client.POST("/auth/login/second-factor", { body: { challenge, code: code.replaceAll(/\s/g, "") } }));

/** Asks the browser for a passkey and signs in with it. Throws PasskeyDeclined when none was given. */
export async function passkeySignIn(how: { quietly?: boolean; signal?: AbortSignal } = {}): Promise<SignIn> {
  const { challenge, publicKey } = await bodyOf(client.POST("/auth/passkeys/options"));
  const credential = await askPasskey(publicKey, how);
  return bodyOf(client.POST("/auth/passkeys/login", { body: { challenge, credential } }));
}

/** The address at a provider's start that leads back here. */
export function providerPath(provider: string, returnTo: string): string {
  const back = `/login?${new URLSearchParams({ via: "provider", returnTo }).toString()}`;
  return `/api/v1/auth/oauth/${encodeURIComponent(provider)}/start?${new URLSearchParams({ returnTo: back }).toString()}`;
}
