import type { User } from "@api/types.ts";
import { buttonClass } from "@ui/button.tsx";
import { useMe } from "@ui/session/me.ts";
import { toast } from "@ui/toast.ts";
import { Link, useNavigate } from "@tanstack/react-router";
import { ConfirmDialog } from "../../layout/confirm-dialog.tsx";
import { Panel, TEXT_LINK } from "../../layout/page.tsx";
import { text, useText } from "../../texts/accounts.ts";
import { type Ask, ASKS } from "./ask-search.ts";
import { DEEDS } from "./deeds.ts";

/** What can be done to an account; `ask` is what the address asks about. One's own is another operator's to change. */
export function UserActions({ user, ask }: { user: User; ask: Ask | undefined }) {
  const t = useText();
  const me = useMe();
  if (me.id === user.id)
    return (
      <Panel title={t("user.actions")}>
        <p className="text-muted text-sm">
          {t("user.own")}{" "}
          <a href="/account/security" className={TEXT_LINK}>
            {t("user.ownSecurity")}
          </a>
        </p>
      </Panel>
    );
  return (
    <Panel title={t("user.actions")}>
      <ul className="flex flex-wrap gap-3">
        {ASKS.filter((one) => DEEDS[one].applies(user)).map((one) => (
          <li key={one}>
            <Link
              to="/dashboard/users/$userId"
              params={{ userId: user.id }}
              search={{ ask: one }}
              resetScroll={false}
              preload={false}
              className={buttonClass({ variant: DEEDS[one].danger ? "danger" : "outline", size: "sm" })}
            >
              {t(DEEDS[one].label)}
            </Link>
          </li>
        ))}
      </ul>
      {ask && DEEDS[ask].applies(user) && <AskDialog user={user} ask={ask} />}
    </Panel>
  );
}

function AskDialog({ user, ask }: { user: User; ask: Ask }) {
  const t = useText();
  const navigate = useNavigate();
  const deed = DEEDS[ask];
  const close = () =>
    void navigate({
      to: "/dashboard/users/$userId",
      params: { userId: user.id },
      replace: true,
      resetScroll: false,
    });
  return (
    <ConfirmDialog
      title={deed.title(user.name || user.email)}
      submit={t(deed.submit)}
      danger={deed.danger}
      {...(deed.typed && { typed: user.email })}
      act={() => deed.act(user.id)}
      onDone={() => {
        close();
        toast(text(deed.done));
      }}
      onClose={close}
    >
      {deed.effects.map((effect) => (
        <p key={effect}>{t(effect)}</p>
      ))}
    </ConfirmDialog>
  );
}
