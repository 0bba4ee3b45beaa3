import type { ApiKeyScope } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { SelectField } from "@ui/field.tsx";
import { readStored, session, writeStored } from "@ui/storage.ts";
import { Checkbox } from "@ui/checkbox.tsx";
import { Field, Form } from "../../forms/form.tsx";
import { useForm } from "../../forms/use-form.ts";
import { type TextKey, useText } from "../../text.ts";
import { createApiKey } from "./queries.ts";

const SCOPES: Record<ApiKeyScope, TextKey> = {
  "account:read": "scope.accountRead",
  "account:write": "scope.accountWrite",
  "store:read": "scope.storeRead",
  "store:write": "scope.storeWrite",
  "admin:read": "scope.adminRead",
  "admin:write": "scope.adminWrite",
};
const DAYS = [30, 90, 180, 365];

/** What was chosen survives the way over the sign-in page, to confirm who one is. */
const DRAFT = "rialto.newApiKey";
type Draft = { name: string; scopes: ApiKeyScope[]; days: number };
const draft = () => readStored<Draft>(session, DRAFT);
export const hasApiKeyDraft = () => draft() !== null;

type Props = { isAdmin: boolean; onMade: (key: string) => void; onCancel: () => void };

/** What a new key is for, what it may do and for how long. */
export function ApiKeyForm({ isAdmin, onMade, onCancel }: Props) {
  const t = useText();
  const before = draft() ?? { name: "", scopes: [], days: 90 };
  const form = useForm({
    id: "api-key",
    rules: {
      name: { label: "apiKeys.name" },
      scopes: { label: "apiKeys.scopes", missing: "apiKeys.scopesNeeded" },
      expiresInDays: { label: "apiKeys.expires" },
    },
    words: { too_many_api_keys: "apiKeys.full" },
    send: async ({ name, expiresInDays }, data) => {
      const wanted = {
        name: name.trim(),
        scopes: data.getAll("scopes") as ApiKeyScope[],
        days: Number(expiresInDays),
      };
      writeStored(session, DRAFT, wanted);
      const key = await createApiKey(wanted.name, wanted.scopes, wanted.days);
      writeStored(session, DRAFT, null);
      onMade(key);
    },
  });
  const offered = (Object.keys(SCOPES) as ApiKeyScope[]).filter(
    (one) => isAdmin || !one.startsWith("admin:"),
  );
  const wrong = form.errors.scopes;
  return (
    <Form form={form} takesFocus className="grid max-w-md gap-4">
      <Field
        form={form}
        name="name"
        maxLength={100}
        autoComplete="off"
        hint={t("apiKeys.nameHint")}
        defaultValue={before.name}
      />
      <fieldset aria-describedby={wrong && "api-key-scopes-error"}>
        <legend className="mb-1.5 text-sm font-medium">{t("apiKeys.scopes")}</legend>
        {offered.map((scope, at) => (
          <Checkbox
            key={scope}
            // The summary of what is wrong leads to the first.
            id={at === 0 ? "api-key-scopes" : `api-key-scopes-${at}`}
            name="scopes"
            value={scope}
            defaultChecked={before.scopes.includes(scope)}
            aria-invalid={wrong && at === 0 ? true : undefined}
            onChange={() => form.clear("scopes")}
          >
            {t(SCOPES[scope])}
          </Checkbox>
        ))}
        {wrong && (
          <p id="api-key-scopes-error" className="text-danger mt-1 text-sm font-medium">
            {t(wrong)}
          </p>
        )}
      </fieldset>
      <SelectField
        id="api-key-expiresInDays"
        name="expiresInDays"
        label={t("apiKeys.expires")}
        defaultValue={String(before.days)}
      >
        {DAYS.map((count) => (
          <option key={count} value={count}>
            {t("apiKeys.days", { count })}
          </option>
        ))}
      </SelectField>
      <div className="flex flex-wrap gap-3">
        <Button type="submit" busy={form.busy}>
          {t("apiKeys.make")}
        </Button>
        <Button
          variant="ghost"
          onClick={() => {
            writeStored(session, DRAFT, null);
            onCancel();
          }}
        >
          {t("account.cancel")}
        </Button>
      </div>
    </Form>
  );
}
