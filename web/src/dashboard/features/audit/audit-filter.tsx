import { Button, buttonClass } from "@ui/button.tsx";
import { TextField } from "@ui/field.tsx";
import { useMedia } from "@ui/use-media.ts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ProblemBox } from "../../layout/problem-box.tsx";
import { useText } from "../../texts/accounts.ts";
import { ACTIONS, actionText } from "./actions.ts";
import type { AuditSearch } from "./audit-search.ts";
import { accountQuery, storeQuery } from "./queries.ts";
import { useFilter } from "./use-filter.ts";

const FIELD = { autoComplete: "off", autoCapitalize: "none", spellCheck: false, maxLength: 254 } as const;

/** Narrows the log to an action, to who did it and to where. What is chosen is in the address. */
export function AuditFilter({ search }: { search: AuditSearch }) {
  const t = useText();
  const isWide = useMedia("(min-width: 48rem)");
  const { wrong, error, busy, apply, clear } = useFilter();
  const isFiltered = !!(search.action || search.actor || search.store);
  return (
    <details
      open={isWide || isFiltered}
      className="border-line bg-surface rounded-3xl border p-5 max-md:py-3 sm:px-6"
    >
      <summary className="min-h-9 cursor-pointer py-1.5 text-sm font-semibold md:hidden">
        {t("audit.filter")}
      </summary>
      <form
        // Another address begins with its own values.
        key={[search.action, search.actor, search.store].join(" ")}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void apply(event.currentTarget);
        }}
        className="max-md:pt-3"
      >
        <ProblemBox error={error} />
        <div className="grid items-start gap-4 md:grid-cols-3">
          <TextField
            {...FIELD}
            id="audit-action"
            name="action"
            label={t("audit.action")}
            list="audit-actions"
            defaultValue={search.action}
            hint={search.action ? actionText(search.action) : t("audit.actionHint")}
            error={wrong.action && t(wrong.action)}
            onInput={() => clear("action")}
          />
          <TextField
            {...FIELD}
            id="audit-actor"
            name="actor"
            label={t("audit.actor")}
            defaultValue={search.actor}
            hint={useEmail(search.actor) ?? t("audit.actorHint")}
            error={wrong.actor && t(wrong.actor)}
            onInput={() => clear("actor")}
          />
          <TextField
            {...FIELD}
            id="audit-store"
            name="store"
            label={t("audit.store")}
            defaultValue={search.store}
            hint={useStoreName(search.store) ?? t("audit.storeHint")}
            error={wrong.store && t(wrong.store)}
            onInput={() => clear("store")}
          />
        </div>
        <datalist id="audit-actions">
          {ACTIONS.map((action) => (
            <option key={action} value={action}>
              {actionText(action)}
            </option>
          ))}
        </datalist>
        <div className="mt-4 flex flex-wrap gap-3">
          <Button type="submit" size="sm" busy={busy}>
            {t("audit.apply")}
          </Button>
          {isFiltered && (
            <Link to="/dashboard/audit-log" className={buttonClass({ variant: "ghost", size: "sm" })}>
              {t("audit.clear")}
            </Link>
          )}
        </div>
      </form>
    </details>
  );
}

const useEmail = (id = "") => useQuery({ ...accountQuery(id), enabled: !!id, retry: false }).data?.email;
const useStoreName = (id = "") =>
  useQuery({ ...storeQuery(id), enabled: !!id, retry: false }).data?.store.name;
