import type { AdminStoreDetail } from "@api/types.ts";
import { buttonClass } from "@ui/button.tsx";
import { TextAreaField } from "@ui/text-area-field.tsx";
import { toast } from "@ui/toast.ts";
import { Link, useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { ConfirmDialog } from "../../layout/confirm-dialog.tsx";
import { Panel } from "../../layout/page.tsx";
import { text, useText } from "../../texts/stores.ts";
import { type Ask, ASKS } from "./ask-search.ts";
import { DEEDS } from "./deeds.ts";
import { decide } from "./queries.ts";

/** What can be decided about a store; `ask` is what the address asks about. */
export function Decisions({ detail, ask }: { detail: AdminStoreDetail; ask: Ask | undefined }) {
  const t = useText();
  const { slug, status } = detail.store;
  const possible = ASKS.filter((one) => DEEDS[one].from.includes(status));
  return (
    <Panel title={t("stores.decisions")}>
      {possible.length === 0 ? (
        <p className="text-muted text-sm">{t("stores.nothingToDecide")}</p>
      ) : (
        <ul className="flex flex-wrap gap-3">
          {possible.map((one) => (
            <li key={one}>
              <Link
                to="/dashboard/all-stores/$storeId"
                params={{ storeId: slug }}
                search={{ ask: one }}
                resetScroll={false}
                preload={false}
                className={buttonClass({ variant: DEEDS[one].danger ? "danger" : "primary", size: "sm" })}
              >
                {t(DEEDS[one].label)}
              </Link>
            </li>
          ))}
        </ul>
      )}
      {ask && possible.includes(ask) && <AskDialog detail={detail} ask={ask} />}
    </Panel>
  );
}

function AskDialog({ detail, ask }: { detail: AdminStoreDetail; ask: Ask }) {
  const t = useText();
  const navigate = useNavigate();
  const reason = useRef<HTMLTextAreaElement>(null);
  const deed = DEEDS[ask];
  const { slug, name } = detail.store;
  const close = () =>
    void navigate({
      to: "/dashboard/all-stores/$storeId",
      params: { storeId: slug },
      replace: true,
      resetScroll: false,
    });
  return (
    <ConfirmDialog
      title={`${t(deed.label)}: ${name}`}
      submit={t(deed.label)}
      danger={deed.danger}
      words={{ store_invalid: t("stores.reasonNeeded"), bad_request: t("stores.reasonNeeded") }}
      act={() => decide(slug, ask, reason.current?.value ?? "")}
      onDone={() => {
        close();
        toast(text(deed.done));
      }}
      onClose={close}
    >
      <p>{t(deed.effect)}</p>
      {deed.reason && (
        <TextAreaField
          ref={reason}
          id="decision-reason"
          name="reason"
          label={t("stores.reason")}
          hint={t("stores.reasonHint")}
          rows={4}
          maxLength={1000}
          required
        />
      )}
      <p>{t("stores.recorded")}</p>
    </ConfirmDialog>
  );
}
