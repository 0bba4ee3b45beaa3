import { Compass } from "lucide-react";
import type { ReactNode } from "react";
import { useUiText } from "./i18n.ts";
import { MessagePage } from "./message-page.tsx";
import { usePageTitle } from "./page-title.ts";

/** The page of an address where nothing is; `actions` lead on. */
export function NotFoundMessage({ text, actions }: { text?: string; actions: ReactNode }) {
  const t = useUiText();
  usePageTitle(t("notFound.title"));
  return (
    <MessagePage
      level={1}
      icon={<Compass size={28} />}
      title={t("notFound.title")}
      text={text ?? t("notFound.text")}
      actions={actions}
    />
  );
}
