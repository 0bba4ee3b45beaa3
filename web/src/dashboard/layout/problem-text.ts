import { ApiError } from "@api/problem.ts";
import { text, type TextKey } from "../text.ts";

/** What the codes of the API mean to a person, where every page says the same. docs/errors.md lists them. */
const WORDS: Record<string, TextKey> = {
  network: "error.network",
  own_account: "problem.ownAccount",
  user_not_found: "problem.userGone",
  forbidden: "problem.forbidden",
  bad_request: "problem.fields",
};

/** What went wrong, in the chosen language; `words` are for codes that mean something of their own in one place. */
export function problemText(error: unknown, words: Record<string, string> = {}): string {
  if (!(error instanceof ApiError)) return text("error.text");
  const own = words[error.code];
  if (own) return own;
  const known = WORDS[error.code];
  if (known) return text(known);
  if (error.status === 429) return text("problem.tooMany");
  if (error.status === 412) return text("problem.changed");
  // What a rule forbids is nobody's fault: the API says it in English.
  return error.status >= 400 && error.status < 500 && error.code !== "http"
    ? error.message
    : text("error.text");
}
