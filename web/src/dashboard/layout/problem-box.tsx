import { ApiError } from "@api/problem.ts";
import { WarningBox } from "@ui/warning-box.tsx";
import { useText } from "../text.ts";
import { problemText } from "./problem-text.ts";

type Props = {
  error: unknown;
  /** What codes of the API mean here. */
  words?: Record<string, string> | undefined;
};

/** What the API said to something that did not work, told when it appears. */
export function ProblemBox({ error, words }: Props) {
  const t = useText();
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  return (
    <div role="alert">
      {error !== undefined && (
        <WarningBox title={problemText(error, words)}>
          {requestId && (
            <p className="text-muted mt-1 break-all">{t("error.requestId", { id: requestId })}</p>
          )}
        </WarningBox>
      )}
    </div>
  );
}
