import type { StoreBusiness } from "@api/types.ts";
import { queryClient } from "@api/client.ts";
import { countries, likelyCountry } from "@ui/countries.ts";
import { useLocale } from "@ui/i18n.ts";
import { toast } from "@ui/toast.ts";
import { useMemo } from "react";
import * as v from "valibot";
import { EditorConflict } from "../../forms/conflict-panel.tsx";
import { EditorForm } from "../../forms/editor-form.tsx";
import { SelectInput, TextInput } from "../../forms/inputs.tsx";
import { optional, required } from "../../forms/rules.ts";
import { useEditor } from "../../forms/use-editor.ts";
import { Panel } from "../../layout/page.tsx";
import { text, useText } from "../../texts/stores.ts";
import { businessQuery, saveBusiness } from "./queries.ts";

const schema = v.object({
  name: required(200),
  line1: required(200),
  line2: optional(200),
  postalCode: required(20),
  city: required(100),
  region: optional(100),
  country: required(2),
  phone: optional(40),
  email: required(254),
  registration: optional(200),
  taxId: optional(30),
});

type Values = v.InferOutput<typeof schema>;

const valuesOf = ({ address, email, registration, taxId }: StoreBusiness): Values => ({
  name: address?.name ?? "",
  line1: address?.line1 ?? "",
  line2: address?.line2 ?? "",
  postalCode: address?.postalCode ?? "",
  city: address?.city ?? "",
  region: address?.region ?? "",
  country: address?.country ?? likelyCountry(),
  phone: address?.phone ?? "",
  email: email ?? "",
  registration: registration ?? "",
  taxId: taxId ?? "",
});

function sent({ email, registration, taxId, line2, region, phone, ...address }: Values) {
  return {
    address: { ...address, ...(line2 && { line2 }), ...(region && { region }), ...(phone && { phone }) },
    email,
    registration,
    taxId,
  };
}

/** Who is behind a store. */
export function BusinessForm({ storeId, business }: { storeId: string; business: StoreBusiness }) {
  const t = useText();
  const locale = useLocale();
  // Their names are in the chosen language.
  const all = useMemo(() => countries(locale), [locale]);
  const editor = useEditor({
    schema,
    values: valuesOf(business),
    save: async (values) => valuesOf(await saveBusiness(storeId, sent(values))),
    onSaved: () => toast(text("stores.saved")),
    fieldOf: (path) => path.replace(/^address\./, ""),
    words: { business_invalid: t("stores.businessInvalid") },
  });
  return (
    <EditorForm editor={editor} submit={t("stores.save")}>
      <EditorConflict
        editor={editor}
        reload={async () => valuesOf(await queryClient.fetchQuery(businessQuery(storeId)))}
      />
      <Panel title={t("stores.business")} lead={t("stores.businessLead")}>
        <div className="grid gap-5 sm:grid-cols-2">
          <TextInput
            editor={editor}
            name="name"
            label={t("stores.legalName")}
            hint={t("stores.legalNameHint")}
            autoComplete="organization"
            className="sm:col-span-2"
          />
          <TextInput
            editor={editor}
            name="line1"
            label={t("stores.street")}
            autoComplete="address-line1"
            className="sm:col-span-2"
          />
          <TextInput
            editor={editor}
            name="line2"
            label={t("stores.addition")}
            autoComplete="address-line2"
            className="sm:col-span-2"
            optional
          />
          <TextInput
            editor={editor}
            name="postalCode"
            label={t("stores.postalCode")}
            autoComplete="postal-code"
          />
          <TextInput editor={editor} name="city" label={t("stores.city")} autoComplete="address-level2" />
          <TextInput
            editor={editor}
            name="region"
            label={t("stores.region")}
            autoComplete="address-level1"
            optional
          />
          <SelectInput editor={editor} name="country" label={t("stores.country")} autoComplete="country">
            <option value="">{t("stores.choose")}</option>
            {all.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </SelectInput>
          <TextInput
            editor={editor}
            name="email"
            type="email"
            label={t("stores.contactEmail")}
            autoComplete="email"
          />
          <TextInput
            editor={editor}
            name="phone"
            type="tel"
            label={t("stores.phone")}
            autoComplete="tel"
            optional
          />
          <TextInput
            editor={editor}
            name="taxId"
            label={t("stores.taxId")}
            hint={t("stores.taxIdHint")}
            spellCheck={false}
            optional
          />
          <TextInput
            editor={editor}
            name="registration"
            label={t("stores.registration")}
            hint={t("stores.registrationHint")}
            optional
          />
        </div>
      </Panel>
    </EditorForm>
  );
}
