import { ApiError } from "@api/problem.ts";
import { CloudOff } from "lucide-react";
import { Button } from "./button.tsx";
import { useUiText } from "./i18n.ts";
import { MessagePage } from "./message-page.tsx";

/** What stands in the place of a page, or of a part, that could not be loaded. */
export function ErrorPage({ error, retry, level = 1 }: { error: unknown; retry: () => void; level?: 1 | 2 }) {
  const t = useUiText();
  const offline = error instanceof ApiError && error.code === "network";
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  return (
    <MessagePage
      level={level}
      icon={<CloudOff size={28} />}
      title={t(offline ? "error.networkTitle" : "error.title")}
      text={
        <>
          <p>{t(offline ? "error.network" : "error.text")}</p>
          {requestId && <p className="mt-3 text-sm">{t("error.requestId", { id: requestId })}</p>}
        </>
      }
      actions={<Button onClick={retry}>{t("error.retry")}</Button>}
    />
  );
}
