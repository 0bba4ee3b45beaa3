import type { WebhookEndpoint } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { SelectField } from "@ui/field.tsx";
import { toast } from "@ui/toast.ts";
import { useId, useState } from "react";
import { ConfirmDialog } from "../../layout/confirm-dialog.tsx";
import { text, useText } from "../../texts/webhooks.ts";
import { endpointWords } from "./endpoint-actions.tsx";
import { usePlace } from "./place.ts";
import { refreshWebhooks, replayFailed } from "./queries.ts";

const HOUR_MS = 60 * 60 * 1000;
const SINCE = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, month: 30 * 24 * HOUR_MS };
const SPANS = ["hour", "day", "week", "month"] as const satisfies (keyof typeof SINCE)[];

/** Sends again what was given up in a time that one chooses. */
export function ReplayFailed({ endpoint }: { endpoint: WebhookEndpoint }) {
  const t = useText();
  const id = useId();
  const { owner } = usePlace();
  const [asks, setAsks] = useState(false);
  const [span, setSpan] = useState<keyof typeof SINCE>("day");
  const act = async () => {
    const since = new Date(Date.now() - SINCE[span]);
    const count = await replayFailed({ ...owner, webhookEndpointId: endpoint.id }, since);
    toast(text("webhooks.replayedCount", { count }));
  };
  return (
    <>
      <Button size="sm" variant="outline" onClick={() => setAsks(true)}>
        {t("webhooks.replayFailed")}
      </Button>
      {asks && (
        <ConfirmDialog
          title={t("webhooks.replayFailedTitle")}
          submit={t("webhooks.replay")}
          words={endpointWords()}
          act={act}
          onDone={() => {
            setAsks(false);
            void refreshWebhooks();
          }}
          onClose={() => setAsks(false)}
          inputs={
            <SelectField
              id={id}
              label={t("webhooks.since")}
              value={span}
              onChange={(event) => setSpan(event.target.value as keyof typeof SINCE)}
            >
              {SPANS.map((one) => (
                <option key={one} value={one}>
                  {t(`webhooks.since.${one}`)}
                </option>
              ))}
            </SelectField>
          }
        >
          <p>{t("webhooks.replayFailedText")}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
