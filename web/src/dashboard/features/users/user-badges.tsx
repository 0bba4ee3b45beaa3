import type { User } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { cx } from "@ui/class-names.ts";
import { useText } from "../../texts/accounts.ts";

/** What is out of the ordinary about an account. Nothing for most. */
export function UserBadges({ user, className }: { user: User; className?: string }) {
  const t = useText();
  if (user.role === "customer" && user.emailVerified && !user.blocked) return null;
  return (
    <span className={cx("flex flex-wrap gap-1.5", className)}>
      {user.blocked && <Badge tone="danger">{t("users.blocked")}</Badge>}
      {user.role === "admin" && <Badge tone="accent">{t("role.admin")}</Badge>}
      {!user.emailVerified && <Badge tone="low">{t("users.unverified")}</Badge>}
    </span>
  );
}
