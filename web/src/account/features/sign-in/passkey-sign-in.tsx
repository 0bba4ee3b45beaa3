import { ApiError } from "@api/problem.ts";
import type { SignIn } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { Fingerprint } from "lucide-react";
import { useEffect, useEffectEvent, useRef } from "react";
import { ProblemBox } from "../../forms/problem-box.tsx";
import { useTask } from "../../forms/use-task.ts";
import { hasPasskeyAutofill, hasPasskeys, PasskeyDeclined } from "../../session/webauthn.ts";
import { useText } from "../../text.ts";
import { passkeySignIn } from "./queries.ts";

/** A button for passkeys; where the browser can, they are also offered in the field for the e-mail address. */
export function PasskeySignIn({ onDone }: { onDone: (answer: SignIn) => Promise<void> }) {
  const t = useText();
  const task = useTask();
  const quiet = useRef<AbortController | null>(null);
  const offer = useEffectEvent(async (signal: AbortSignal) => {
    try {
      if (!(await hasPasskeyAutofill()) || signal.aborted) return;
      const answer = await passkeySignIn({ quietly: true, signal });
      await task.run("passkey", () => onDone(answer));
    } catch (error) {
      // Nobody asked for it: only a passkey that was chosen and refused is worth a word.
      if (error instanceof ApiError && error.status === 401) task.fail(error);
      else if (!(error instanceof ApiError) && !(error instanceof PasskeyDeclined)) throw error;
    }
  });
  useEffect(() => {
    const controller = new AbortController();
    quiet.current = controller;
    void offer(controller.signal);
    return () => controller.abort();
  }, []);
  if (!hasPasskeys()) return null;
  const ask = () =>
    task.run("passkey", async () => {
      // The browser does one thing at a time.
      quiet.current?.abort();
      try {
        await onDone(await passkeySignIn());
      } catch (error) {
        if (!(error instanceof PasskeyDeclined)) throw error;
      }
    });
  return (
    <div>
      <ProblemBox error={task.error} className="mb-4" />
      <Button
        variant="outline"
        size="lg"
        className="w-full"
        busy={task.busy !== null}
        onClick={() => void ask()}
      >
        <Fingerprint size={20} aria-hidden />
        {t("login.passkey")}
      </Button>
    </div>
  );
}
