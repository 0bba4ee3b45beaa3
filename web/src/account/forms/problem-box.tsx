import { ApiError } from "@api/problem.ts";
import { cx } from "@ui/class-names.ts";
import { WarningBox } from "@ui/warning-box.tsx";
import { useText } from "../text.ts";
import { isExplained, problemText, type ProblemWords } from "./problem-text.ts";

/** What the API said to something that did not work, told when it appears. */
export function ProblemBox({
  error,
  words,
  className,
}: {
  error: unknown;
  words?: ProblemWords | undefined;
  className?: string;
}) {
  return (
    <div role="alert" className={cx("empty:hidden", className)}>
      {error !== undefined && <Problem error={error} words={words} />}
    </div>
  );
}

function Problem({ error, words }: { error: unknown; words?: ProblemWords | undefined }) {
  const t = useText();
  const requestId = error instanceof ApiError && !isExplained(error, words) ? error.requestId : undefined;
  return (
    <WarningBox title={problemText(error, words)} className="">
      {requestId && <p className="text-muted mt-1">{t("error.requestId", { id: requestId })}</p>}
    </WarningBox>
  );
}
