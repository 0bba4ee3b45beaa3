import { ApiError } from "@api/problem.ts";
import { Info } from "lucide-react";
import { ProblemBox } from "../../forms/problem-box.tsx";
import type { LoginSearch } from "../../session/login-search.ts";
import { type TextKey, useText } from "../../text.ts";

const REASONS: Record<NonNullable<LoginSearch["reason"]>, TextKey> = {
  confirm: "login.reasonConfirm",
  ended: "login.reasonEnded",
  password_set: "login.reasonPasswordSet",
  erased: "login.reasonErased",
};

/** Why one is here, when one did not come by oneself. */
export function SignInNote({ search }: { search: LoginSearch }) {
  const t = useText();
  const note = search.link ? "login.link" : search.reason && REASONS[search.reason];
  return (
    <>
      {search.problem && <ProblemBox error={new ApiError(400, { code: search.problem })} className="mb-6" />}
      {note && (
        <p role="status" className="bg-accent-soft mb-6 flex gap-3 rounded-2xl p-4 text-sm">
          <Info size={20} aria-hidden className="text-accent shrink-0" />
          <span className="min-w-0 flex-1">{t(note)}</span>
        </p>
      )}
    </>
  );
}
