import { ApiError } from "@api/problem.ts";
import { WarningBox } from "@ui/warning-box.tsx";
import { useText } from "../text.ts";
import { problemText } from "./problem-text.ts";

/** What the API said to something that did not work, told when it appears. */
export function ProblemBox({ error }: { error: unknown }) {
  const t = useText();
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  return (
    <div role="alert">
      {error !== undefined && (
        <WarningBox title={problemText(error)}>
          {requestId && (
            <p className="text-muted mt-1 break-all">{t("error.requestId", { id: requestId })}</p>
          )}
        </WarningBox>
      )}
    </div>
  );
}
