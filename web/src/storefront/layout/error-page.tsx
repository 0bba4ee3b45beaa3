import { ApiError } from "@api/problem.ts";
import { Button, buttonClass } from "@ui/button.tsx";
import { MessagePage } from "@ui/message-page.tsx";
import { usePageTitle } from "@ui/page-title.ts";
import { Link } from "@tanstack/react-router";
import { CloudOff, Compass } from "lucide-react";
import { useText } from "../text.ts";

/** What stands in the place of a page, or of a part, that could not be loaded. */
export function ErrorPage({ error, retry, level = 1 }: { error: unknown; retry: () => void; level?: 1 | 2 }) {
  const t = useText();
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

export function NotFoundPage() {
  const t = useText();
  usePageTitle(t("notFound.title"));
  return (
    <MessagePage
      level={1}
      icon={<Compass size={28} />}
      title={t("notFound.title")}
      text={t("notFound.text")}
      actions={
        <>
          <Link to="/products" className={buttonClass()}>
            {t("nav.allProducts")}
          </Link>
          <Link to="/" className={buttonClass({ variant: "outline" })}>
            {t("nav.home")}
          </Link>
        </>
      }
    />
  );
}
