import { buttonClass } from "@ui/button.tsx";
import { NotFoundMessage } from "@ui/not-found-message.tsx";
import { Link } from "@tanstack/react-router";
import { useText } from "../text.ts";

export function NotFoundPage() {
  const t = useText();
  return (
    <NotFoundMessage
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
