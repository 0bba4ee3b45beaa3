import { buttonClass } from "@ui/button.tsx";
import { NotFoundMessage } from "@ui/not-found-message.tsx";
import { Link } from "@tanstack/react-router";
import { useText } from "../text.ts";

export function NotFoundPage() {
  const t = useText();
  return (
    <NotFoundMessage
      text={t("missing.text")}
      actions={
        <Link to="/dashboard" className={buttonClass()}>
          {t("missing.home")}
        </Link>
      }
    />
  );
}
