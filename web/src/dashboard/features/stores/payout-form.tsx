import type { PayoutAccount } from "@api/types.ts";
import { queryClient } from "@api/client.ts";
import { countryName } from "@ui/countries.ts";
import { toast } from "@ui/toast.ts";
import * as v from "valibot";
import { EditorConflict } from "../../forms/conflict-panel.tsx";
import { EditorForm } from "../../forms/editor-form.tsx";
import { TextInput } from "../../forms/inputs.tsx";
import { required } from "../../forms/rules.ts";
import { useEditor } from "../../forms/use-editor.ts";
import { Moment } from "../../layout/moment.tsx";
import { Panel } from "../../layout/page.tsx";
import { text, useText } from "../../texts/stores.ts";
import { payoutQuery, savePayout } from "./queries.ts";

const schema = v.object({ holder: required(140), iban: required(50) });
const EMPTY = { holder: "", iban: "" };

/** Where the store's money goes. What is there is shown by its last digits and written anew as a whole. */
export function PayoutForm({ storeId, account }: { storeId: string; account: PayoutAccount }) {
  const t = useText();
  const editor = useEditor({
    schema,
    values: EMPTY,
    save: async (values) => {
      await savePayout(storeId, values);
      return EMPTY;
    },
    onSaved: () => toast(text("stores.payoutSaved")),
    words: { payout_invalid: t("stores.payoutInvalid") },
  });
  return (
    <EditorForm editor={editor} submit={t(account.last4 ? "stores.payoutReplace" : "stores.save")}>
      <EditorConflict
        editor={editor}
        reload={async () => {
          await queryClient.fetchQuery(payoutQuery(storeId));
          return EMPTY;
        }}
      />
      <Panel title={t("stores.payout")} lead={t("stores.payoutLead")}>
        {account.last4 && account.country && (
          <p className="bg-sunken mb-5 rounded-2xl p-4 text-sm">
            <span className="num block font-semibold">
              {t("stores.payoutNow", { last4: account.last4, country: countryName(account.country) })}
            </span>
            {account.updatedAt && (
              <span className="text-muted">
                {t("stores.payoutSince")} <Moment at={account.updatedAt} />
              </span>
            )}
          </p>
        )}
        <div className="grid gap-5">
          <TextInput
            editor={editor}
            name="holder"
            label={t("stores.holder")}
            autoComplete="off"
            maxLength={140}
          />
          <TextInput
            editor={editor}
            name="iban"
            label="IBAN"
            hint={t("stores.ibanHint")}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={50}
          />
        </div>
      </Panel>
    </EditorForm>
  );
}
