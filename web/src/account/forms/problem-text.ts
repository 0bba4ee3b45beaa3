import { ApiError } from "@api/problem.ts";
import { intlLocale } from "@ui/i18n.ts";
import { text, type TextKey } from "../text.ts";

/** What the codes of the API mean to a person, where every form says the same. docs/errors.md lists them. */
const WORDS: Record<string, TextKey> = {
  network: "error.network",
  sign_in_failed: "problem.signInFailed",
  sign_in_busy: "problem.busy",
  email_not_verified: "problem.notVerified",
  account_blocked: "problem.blocked",
  email_refused: "field.email",
  link_over: "problem.linkOver",
  passkey_refused: "problem.passkeyRefused",
  passkey_invalid: "problem.passkeyRefused",
  passkey_known: "problem.passkeyKnown",
  passkeys_full: "problem.passkeysFull",
  passkeys_unavailable: "problem.passkeysUnavailable",
  challenge_over: "problem.challengeOver",
  code_wrong: "problem.codeWrong",
  totp_on: "problem.totpOn",
  provider_not_found: "problem.providerUnavailable",
  provider_unavailable: "problem.providerUnavailable",
  provider_denied: "problem.providerDenied",
  provider_answer_invalid: "problem.providerAnswer",
  provider_email_unverified: "problem.providerEmail",
  provider_linked: "problem.providerLinked",
  identity_taken: "problem.identityTaken",
  last_sign_in_method: "problem.lastSignIn",
};

/** Words for codes that mean something of its own in one form. */
export type ProblemWords = Record<string, TextKey>;

/** What went wrong, in the chosen language. */
export function problemText(error: unknown, own: ProblemWords = {}): string {
  if (!(error instanceof ApiError)) return text("error.text");
  const known = own[error.code] ?? WORDS[error.code];
  if (known) return text(known);
  if (error.status === 429) return tooMany(error.retryAfter);
  return text("error.text");
}

/** True when a problem has words of its own and needs no number to ask about. */
export const isExplained = (error: unknown, own: ProblemWords = {}) =>
  error instanceof ApiError && (error.status === 429 || error.code in own || error.code in WORDS);

/** When it may be tried again; `seconds` as the server says it. */
function tooMany(seconds: number | undefined): string {
  if (!seconds) return text("problem.tooMany");
  const format = new Intl.RelativeTimeFormat(intlLocale(), { numeric: "always" });
  const [count, unit] =
    seconds < 90
      ? ([seconds, "second"] as const)
      : seconds < 90 * 60
        ? ([Math.ceil(seconds / 60), "minute"] as const)
        : ([Math.ceil(seconds / 3600), "hour"] as const);
  return text("problem.tooManyUntil", { when: format.format(count, unit) });
}
