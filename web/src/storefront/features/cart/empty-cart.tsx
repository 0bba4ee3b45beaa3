import { buttonClass } from "@ui/button.tsx";
import { MessagePage } from "@ui/message-page.tsx";
import { Link } from "@tanstack/react-router";
import { ShoppingBag } from "lucide-react";
import { useText } from "../../text.ts";

export function EmptyCart({ level = 2 }: { level?: 1 | 2 }) {
  const t = useText();
  return (
    <MessagePage
      level={level}
      icon={<ShoppingBag size={28} />}
      title={t("cart.empty")}
      text={t("cart.emptyText")}
      actions={
        <Link to="/products" className={buttonClass()}>
          {t("home.browse")}
        </Link>
      }
    />
  );
}
