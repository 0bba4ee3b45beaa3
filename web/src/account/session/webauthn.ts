/** WebAuthn options and credentials as JSON (WebAuthn level 3, section 5.1.9 and 5.1.10). */
type Json = Record<string, unknown>;

/** True where passkeys can be used: the browser knows them and the page is on https or localhost. */
export const hasPasskeys = () =>
  typeof PublicKeyCredential === "function" && typeof navigator.credentials?.get === "function";

/** True where the browser offers passkeys in the field for the e-mail address. */
export async function hasPasskeyAutofill(): Promise<boolean> {
  if (!hasPasskeys()) return false;
  return (await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false;
}

/** Why no passkey came of it: the person closed the dialog, or there is one already. Other failures are thrown. */
export class PasskeyDeclined extends Error {
  readonly known: boolean;
  constructor(known: boolean) {
    super("no passkey was given");
    this.name = "PasskeyDeclined";
    this.known = known;
  }
}

/** Has the browser make a passkey, and gives it as JSON. */
export const makePasskey = (options: Json) =>
  asked(() => navigator.credentials.create({ publicKey: creationOptions(options) }));

/** Has the browser sign with a passkey. `quietly` offers it in the field instead of a dialog, until `signal` ends that. */
export const askPasskey = (options: Json, how: { quietly?: boolean; signal?: AbortSignal } = {}) =>
  asked(() =>
    navigator.credentials.get({
      publicKey: requestOptions(options),
      ...(how.quietly && { mediation: "conditional" as const }),
      ...(how.signal && { signal: how.signal }),
    }),
  );

async function asked(ask: () => Promise<Credential | null>): Promise<Json> {
  try {
    const credential = await ask();
    if (credential instanceof PublicKeyCredential) return credentialToJson(credential);
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    if (name !== "NotAllowedError" && name !== "AbortError" && name !== "InvalidStateError") throw error;
    throw new PasskeyDeclined(name === "InvalidStateError");
  }
  throw new PasskeyDeclined(false);
}

// Browsers before 2025 lack the JSON methods of level 3; what they would do is done here.

function creationOptions(json: Json): PublicKeyCredentialCreationOptions {
  if ("parseCreationOptionsFromJSON" in PublicKeyCredential)
    return PublicKeyCredential.parseCreationOptionsFromJSON(
      json as unknown as PublicKeyCredentialCreationOptionsJSON,
    );
  const user = json.user as Json;
  return {
    ...json,
    challenge: bytes(json.challenge),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: descriptors(json.excludeCredentials),
  } as unknown as PublicKeyCredentialCreationOptions;
}

function requestOptions(json: Json): PublicKeyCredentialRequestOptions {
  if ("parseRequestOptionsFromJSON" in PublicKeyCredential)
    return PublicKeyCredential.parseRequestOptionsFromJSON(
      json as unknown as PublicKeyCredentialRequestOptionsJSON,
    );
  return {
    ...json,
    challenge: bytes(json.challenge),
    allowCredentials: descriptors(json.allowCredentials),
  } as unknown as PublicKeyCredentialRequestOptions;
}

/** The credential as the API takes it. */
export function credentialToJson(credential: PublicKeyCredential): Json {
  if ("toJSON" in credential) return credential.toJSON() as unknown as Json;
  return responseToJson(credential);
}

function responseToJson(credential: PublicKeyCredential): Json {
  const response = credential.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const part = (name: "attestationObject" | "authenticatorData" | "signature" | "userHandle") =>
    response[name] ? { [name]: base64url(response[name]) } : {};
  return {
    id: credential.id,
    rawId: base64url(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: base64url(response.clientDataJSON),
      ...part("attestationObject"),
      ...part("authenticatorData"),
      ...part("signature"),
      ...part("userHandle"),
      ...(typeof response.getTransports === "function" && { transports: response.getTransports() }),
    },
  };
}

const descriptors = (list: unknown) =>
  ((list ?? []) as Json[]).map((one) => Object.assign({}, one, { id: bytes(one.id) }));

/** The bytes of base64url (RFC 4648, section 5). */
export function bytes(text: unknown): Uint8Array<ArrayBuffer> {
  const plain = atob(String(text).replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (char) => char.codePointAt(0) ?? 0);
}

/** base64url without padding. */
export function base64url(data: ArrayBuffer): string {
  const plain = String.fromCodePoint(...new Uint8Array(data));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
