import { ChevronRight, UserRound } from "lucide-react";
import { useText } from "../../ordering-text.ts";

/** The way to the orders of the account, for those who are signed in. */
export function AccountOrdersLink() {
  const t = useText();
  return (
    <a
      href="/account/orders"
      className="border-line bg-surface hover:bg-sunken mt-8 flex items-center gap-4 rounded-3xl border px-5 py-4"
    >
      <UserRound size={20} aria-hidden className="text-accent" />
      <span className="flex-1">
        <span className="block font-medium">{t("orders.account")}</span>
        <span className="text-muted block text-sm">{t("orders.accountText")}</span>
      </span>
      <ChevronRight size={18} aria-hidden className="text-muted" />
    </a>
  );
}
