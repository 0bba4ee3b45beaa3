import { ApiError } from "@api/problem.ts";
import { textOf } from "@ui/form-text.ts";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { TextKey } from "../../texts/accounts.ts";
import { type AuditSearch, isAction } from "./audit-search.ts";
import { findAccount, findStore } from "./queries.ts";

/** What the log can be narrowed to: how what is typed becomes what the address says, and what is said if it cannot. */
const FIELDS = {
  action: {
    find: (text: string) => Promise.resolve(isAction(text) ? text : undefined),
    wrong: "audit.notAnAction",
  },
  actor: { find: findAccount, wrong: "audit.noAccount" },
  store: { find: findStore, wrong: "audit.noStore" },
} as const satisfies Partial<
  Record<keyof AuditSearch, { find: (text: string) => Promise<string | undefined>; wrong: TextKey }>
>;
type Name = keyof typeof FIELDS;
const NAMES = Object.keys(FIELDS) as Name[];

/** Takes what is typed into the address, once all of it is known to be something. */
export function useFilter() {
  const navigate = useNavigate();
  const [wrong, setWrong] = useState<Partial<Record<Name, TextKey>>>({});
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const apply = async (form: HTMLFormElement) => {
    const data = new FormData(form);
    setBusy(true);
    setError(undefined);
    try {
      const found = await Promise.all(
        NAMES.map(async (name) => {
          const text = textOf(data, name).trim();
          return { name, text, value: text ? await FIELDS[name].find(text) : undefined };
        }),
      );
      const bad = found.filter(({ text, value }) => text && !value).map(({ name }) => name);
      setWrong(Object.fromEntries(bad.map((name) => [name, FIELDS[name].wrong])));
      if (bad[0]) return form.querySelector<HTMLElement>(`[name=${bad[0]}]`)?.focus();
      const chosen = found.filter(({ value }) => value).map(({ name, value }) => [name, value]);
      await navigate({ to: "/dashboard/audit-log", search: Object.fromEntries(chosen) as AuditSearch });
    } catch (failure) {
      setError(failure);
      if (!(failure instanceof ApiError)) throw failure;
    } finally {
      setBusy(false);
    }
  };
  const clear = (name: Name) => setWrong(({ [name]: _fixed, ...rest }) => rest);
  return { wrong, error, busy, apply, clear };
}
