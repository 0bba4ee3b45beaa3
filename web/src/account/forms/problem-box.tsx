import { ApiError } from "@api/problem.ts";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "../text.ts";
import { isExplained, problemText, type ProblemWords } from "./problem-text.ts";

/** A box that says what keeps something from being done. */
export function WarningBox({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="bg-danger-soft mb-6 flex gap-3 rounded-2xl p-4 text-sm">
      <CircleAlert size={20} aria-hidden className="text-danger shrink-0" />
      <div className="min-w-0 flex-1">
        <p className="text-danger font-semibold">{title}</p>
        {children}
      </div>
    </div>
  );
}

/** What the API said to something that did not work, told when it appears. */
export function ProblemBox({ error, words }: { error: unknown; words?: ProblemWords | undefined }) {
  return <div role="alert">{error !== undefined && <Problem error={error} words={words} />}</div>;
}

function Problem({ error, words }: { error: unknown; words?: ProblemWords | undefined }) {
  const t = useText();
  const requestId = error instanceof ApiError && !isExplained(error, words) ? error.requestId : undefined;
  return (
    <WarningBox title={problemText(error, words)}>
      {requestId && <p className="text-muted mt-1">{t("error.requestId", { id: requestId })}</p>}
    </WarningBox>
  );
}
