import type { User } from "@api/types.ts";
import { longDate } from "@ui/dates.ts";
import { Link } from "@tanstack/react-router";
import { Fact, Facts } from "../../layout/fact.tsx";
import { Moment } from "../../layout/moment.tsx";
import { Panel, TEXT_LINK } from "../../layout/page.tsx";
import { useText } from "../../texts/accounts.ts";

/** What is known of an account. */
export function UserFacts({ user }: { user: User }) {
  const t = useText();
  const factors = [
    ...(user.totpEnabled ? [t("user.totp")] : []),
    ...(user.passkeys > 0 ? [t("user.passkeys", { count: user.passkeys })] : []),
  ];
  return (
    <Panel
      title={t("user.facts")}
      action={
        <Link to="/dashboard/audit-log" search={{ actor: user.id }} className={`${TEXT_LINK} text-sm`}>
          {t("user.log")}
        </Link>
      }
    >
      <Facts>
        <Fact label={t("user.email")}>
          <span className="break-all">{user.email}</span>{" "}
          <span className="text-muted">
            ({t(user.emailVerified ? "user.emailVerified" : "user.emailUnverified")})
          </span>
          {user.mailRefusal && (
            <span className="text-danger block">
              {t("user.mailRefused", {
                answer: user.mailRefusal.answer,
                date: longDate(user.mailRefusal.since),
              })}
            </span>
          )}
        </Fact>
        <Fact label={t("user.role")}>{t(`role.${user.role}`)}</Fact>
        <Fact label={t("users.joined")}>
          <Moment at={user.createdAt} />
        </Fact>
        <Fact label={t("users.lastSeen")}>
          {user.lastSeenAt ? <Moment at={user.lastSeenAt} /> : t("users.never")}
        </Fact>
        <Fact label={t("user.factors")}>{factors.length > 0 ? factors.join(", ") : t("user.noFactors")}</Fact>
        <Fact label={t("user.id")}>
          <code className="break-all">{user.id}</code>
        </Fact>
      </Facts>
    </Panel>
  );
}
