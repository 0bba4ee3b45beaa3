import { ApiError } from "@api/problem.ts";
import { text, type TextKey } from "../text.ts";

/** What the codes of the API mean to a person. docs/errors.md lists them. */
const WORDS: Record<string, TextKey> = {
  network: "error.network",
  own_account: "problem.ownAccount",
  user_not_found: "problem.userGone",
  forbidden: "problem.forbidden",
};

/** What went wrong, in the chosen language. */
export function problemText(error: unknown): string {
  if (!(error instanceof ApiError)) return text("error.text");
  return text(WORDS[error.code] ?? (error.status === 429 ? "problem.tooMany" : "error.text"));
}
