import type { WebhookDelivery } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { toast } from "@ui/toast.ts";
import { useState } from "react";
import { problemText } from "../../layout/problem-text.ts";
import { text, useText } from "../../texts/webhooks.ts";
import { endpointWords } from "./endpoint-actions.tsx";
import { type EndpointRef, refreshWebhooks, replayDelivery } from "./queries.ts";

/** Sends a delivery again that has ended. */
export function ReplayDelivery({ endpoint, delivery }: { endpoint: EndpointRef; delivery: WebhookDelivery }) {
  const t = useText();
  const [busy, setBusy] = useState(false);
  const replay = async () => {
    setBusy(true);
    try {
      await replayDelivery(endpoint, delivery.id);
      toast(text("webhooks.replayed"));
    } catch (error) {
      toast(problemText(error, endpointWords()), { tone: "error" });
    } finally {
      setBusy(false);
      void refreshWebhooks();
    }
  };
  return (
    <Button size="sm" variant="outline" busy={busy} onClick={() => void replay()}>
      {t("webhooks.replay")}
    </Button>
  );
}
