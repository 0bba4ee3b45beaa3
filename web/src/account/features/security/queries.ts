import { $api, bodyOf, client, queryClient } from "@api/client.ts";
import type { ApiKeyScope } from "@api/types.ts";
import { refreshMe } from "@ui/session/me.ts";
import { makePasskey } from "../../session/webauthn.ts";

export const passkeysQuery = () => $api.queryOptions("get", "/me/passkeys");
export const identitiesQuery = () => $api.queryOptions("get", "/me/identities");
export const apiKeysQuery = () => $api.queryOptions("get", "/me/api-keys");
export const providersQuery = () => $api.queryOptions("get", "/auth/providers");

const again = (of: { queryKey: readonly unknown[] }) =>
  queryClient.invalidateQueries({ queryKey: of.queryKey });

/** Sets a password; the current one is asked for where there is one. All other sessions end. */
export async function setPassword(currentPassword: string | undefined, newPassword: string): Promise<void> {
  await client.POST("/me/password", { body: { newPassword, ...(currentPassword && { currentPassword }) } });
  await refreshMe();
}

export async function changeEmail(email: string): Promise<void> {
  await client.POST("/me/email", { body: { email } });
}

/** A secret for an authenticator app; it counts once a code was confirmed. */
export const beginTotp = () => bodyOf(client.POST("/me/totp"));

/** Turns the authenticator app on. Gives the recovery codes, this once. */
export async function confirmTotp(code: string): Promise<string[]> {
  const { codes } = await bodyOf(
    client.POST("/me/totp/confirm", { body: { code: code.replaceAll(/\s/g, "") } }),
  );
  await refreshMe();
  return codes;
}

export async function removeTotp(): Promise<void> {
  await client.DELETE("/me/totp");
  await refreshMe();
}

/** New recovery codes, shown this once; the old ones stop working. */
export async function renewRecoveryCodes(): Promise<string[]> {
  const { codes } = await bodyOf(client.POST("/me/recovery-codes"));
  await refreshMe();
  return codes;
}

/** Has the browser make a passkey and keeps it under the name. Throws PasskeyDeclined when none was made. */
export async function addPasskey(name: string): Promise<void> {
  const { challenge, publicKey } = await bodyOf(client.POST("/me/passkeys/options"));
  const credential = await makePasskey(publicKey);
  await bodyOf(client.POST("/me/passkeys", { body: { challenge, name, credential } }));
  await again(passkeysQuery());
}

export async function removePasskey(passkeyId: string): Promise<void> {
  await client.DELETE("/me/passkeys/{passkeyId}", { params: { path: { passkeyId } } });
  await again(passkeysQuery());
}

export async function unlinkIdentity(identityId: string): Promise<void> {
  await client.DELETE("/me/identities/{identityId}", { params: { path: { identityId } } });
  await again(identitiesQuery());
}

/** Makes a key for programs and gives it, this once. */
export async function createApiKey(
  name: string,
  scopes: ApiKeyScope[],
  expiresInDays: number,
): Promise<string> {
  const { key } = await bodyOf(client.POST("/me/api-keys", { body: { name, scopes, expiresInDays } }));
  await again(apiKeysQuery());
  return key;
}

export async function revokeApiKey(apiKeyId: string): Promise<void> {
  await client.DELETE("/me/api-keys/{apiKeyId}", { params: { path: { apiKeyId } } });
  await again(apiKeysQuery());
}
