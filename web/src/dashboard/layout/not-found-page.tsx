import { buttonClass } from "@ui/button.tsx";
import { MessagePage } from "@ui/message-page.tsx";
import { usePageTitle } from "@ui/page-title.ts";
import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useText } from "../text.ts";

export function NotFoundPage() {
  const t = useText();
  usePageTitle(t("notFound.title"));
  return (
    <MessagePage
      level={1}
      icon={<Compass size={28} />}
      title={t("notFound.title")}
      text={t("missing.text")}
      actions={
        <Link to="/dashboard" className={buttonClass()}>
          {t("missing.home")}
        </Link>
      }
    />
  );
}
