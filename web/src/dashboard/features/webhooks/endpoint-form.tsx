import type { WebhookEndpoint } from "@api/types.ts";
import { queryClient } from "@api/client.ts";
import { toast } from "@ui/toast.ts";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import * as v from "valibot";
import { EditorConflict } from "../../forms/conflict-panel.tsx";
import { EditorForm } from "../../forms/editor-form.tsx";
import { TextInput } from "../../forms/inputs.tsx";
import { optional, required } from "../../forms/rules.ts";
import { useEditor } from "../../forms/use-editor.ts";
import { Panel } from "../../layout/page.tsx";
import { text, type TextKey, useText } from "../../texts/webhooks.ts";
import { EventPicker } from "./event-picker.tsx";
import { usePlace } from "./place.ts";
import { createEndpoint, endpointToEditQuery, updateEndpoint } from "./queries.ts";
import { SecretDialog } from "./secret-dialog.tsx";

const CHOOSE: TextKey = "webhooks.chooseOne";

const schema = v.pipe(
  v.object({
    url: required(2000),
    description: optional(200),
    /** Everything; `eventTypes` does not count then. */
    all: v.boolean(),
    eventTypes: v.array(v.string()),
  }),
  v.forward(
    v.partialCheck([["all"], ["eventTypes"]], ({ all, eventTypes }) => all || eventTypes.length > 0, CHOOSE),
    ["eventTypes"],
  ),
);

export type EndpointValues = v.InferOutput<typeof schema>;

/** What the API has against an address. */
const URL_RULES = {
  url: "webhooks.urlWhole",
  https: "webhooks.urlHttps",
  credentials: "webhooks.urlCredentials",
  fragment: "webhooks.urlFragment",
  port: "webhooks.urlPort",
  not_public: "webhooks.urlPublic",
} as const satisfies Record<string, TextKey>;

const valuesOf = (endpoint: WebhookEndpoint | undefined): EndpointValues => ({
  url: endpoint?.url ?? "",
  description: endpoint?.description ?? "",
  all: endpoint?.eventTypes.length === 0,
  eventTypes: endpoint?.eventTypes ?? [],
});

type Props = {
  /** Absent: a new one is made, and its secret shown. */
  endpoint?: WebhookEndpoint;
  /** What it can be told of. */
  types: readonly string[];
};

/** The form of an endpoint. */
export function EndpointForm({ endpoint, types }: Props) {
  const t = useText();
  const place = usePlace();
  const navigate = useNavigate();
  const [made, setMade] = useState<{ id: string; secret: string }>();
  const leave = (id: string) => void navigate(place.endpoint(id));
  const ref = endpoint && { ...place.owner, webhookEndpointId: endpoint.id };
  const editor = useEditor<EndpointValues>({
    schema,
    values: valuesOf(endpoint),
    fieldOf: (path) => path.replace(/^eventTypes\[.*/, "eventTypes"),
    rules: URL_RULES,
    words: {
      webhook_endpoint_invalid: t("webhooks.invalid"),
      too_many_webhook_endpoints: t("webhooks.tooMany"),
      webhook_endpoint_not_found: t("webhooks.gone"),
    },
    save: async ({ url, description, all, eventTypes }) => {
      const body = { url, description, eventTypes: all ? [] : eventTypes };
      if (ref) return valuesOf(await updateEndpoint(ref, body));
      const { endpoint: added, secret } = await createEndpoint(place.owner, body);
      setMade({ id: added.id, secret });
    },
    onSaved: () => {
      if (!endpoint) return;
      toast(text("webhooks.saved"));
      leave(endpoint.id);
    },
  });
  return (
    <>
      <EditorForm editor={editor} submit={t(endpoint ? "webhooks.save" : "webhooks.create")}>
        {ref && (
          <EditorConflict
            editor={editor}
            reload={async () => valuesOf(await queryClient.fetchQuery(endpointToEditQuery(ref)))}
          />
        )}
        <Panel title={t("webhooks.endpoint")}>
          <div className="grid max-w-2xl gap-5">
            <TextInput
              editor={editor}
              name="url"
              type="url"
              inputMode="url"
              label={t("webhooks.url")}
              hint={t("webhooks.urlHint")}
              maxLength={2000}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              placeholder="https://"
            />
            <TextInput
              editor={editor}
              name="description"
              label={t("webhooks.description")}
              hint={t("webhooks.descriptionHint")}
              maxLength={200}
              optional
            />
          </div>
        </Panel>
        <Panel title={t("webhooks.events")}>
          <EventPicker editor={editor} types={types} />
        </Panel>
      </EditorForm>
      {made && <SecretDialog secret={made.secret} onClose={() => leave(made.id)} />}
    </>
  );
}
