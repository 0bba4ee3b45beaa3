import type { WebhookEndpoint } from "@api/types.ts";
import { Button, buttonClass } from "@ui/button.tsx";
import { Menu } from "@ui/menu.tsx";
import { toast } from "@ui/toast.ts";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ConfirmDialog } from "../../layout/confirm-dialog.tsx";
import { problemText } from "../../layout/problem-text.ts";
import { text, useText } from "../../texts/webhooks.ts";
import { usePlace } from "./place.ts";
import { deleteEndpoint, refreshWebhooks, rotateSecret, setPaused, testEndpoint } from "./queries.ts";
import { SecretDialog } from "./secret-dialog.tsx";

/** What codes of the API mean where something is done to an endpoint. */
export const endpointWords = () => ({
  webhook_endpoint_paused: text("webhooks.isPaused"),
  webhook_endpoint_not_found: text("webhooks.gone"),
});

/** What can be done to an endpoint. */
export function EndpointActions({ endpoint }: { endpoint: WebhookEndpoint }) {
  const t = useText();
  const place = usePlace();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [asks, setAsks] = useState<"pause" | "rotate" | "delete">();
  const [secret, setSecret] = useState<string>();
  const ref = { ...place.owner, webhookEndpointId: endpoint.id };
  const isPaused = endpoint.status === "paused";
  const attempt = async (act: () => Promise<void>) => {
    setBusy(true);
    try {
      await act();
    } catch (error) {
      toast(problemText(error, endpointWords()), { tone: "error" });
      void refreshWebhooks();
    } finally {
      setBusy(false);
    }
  };
  const test = async () => {
    const delivery = await testEndpoint(ref);
    void refreshWebhooks();
    await navigate(place.delivery(endpoint.id, delivery.id));
  };
  const resume = async () => {
    await setPaused(ref, false);
    toast(text("webhooks.resumed"));
    void refreshWebhooks();
  };
  const close = () => setAsks(undefined);
  return (
    <>
      {isPaused ? (
        <Button size="sm" busy={busy} onClick={() => void attempt(resume)}>
          {t("webhooks.resume")}
        </Button>
      ) : (
        <Button size="sm" busy={busy} onClick={() => void attempt(test)}>
          {t("webhooks.test")}
        </Button>
      )}
      <Link {...place.edit(endpoint.id)} className={buttonClass({ variant: "outline", size: "sm" })}>
        {t("webhooks.edit")}
      </Link>
      <Menu
        name={t("webhooks.more")}
        entries={[
          ...(isPaused ? [] : [{ label: t("webhooks.pause"), run: () => setAsks("pause") }]),
          { label: t("webhooks.rotate"), run: () => setAsks("rotate") },
          { label: t("webhooks.delete"), danger: true, run: () => setAsks("delete") },
        ]}
      />
      {asks === "pause" && (
        <ConfirmDialog
          title={t("webhooks.pauseTitle")}
          submit={t("webhooks.pause")}
          words={endpointWords()}
          act={() => setPaused(ref, true)}
          onDone={close}
          onClose={close}
        >
          <p>{t("webhooks.pauseText")}</p>
        </ConfirmDialog>
      )}
      {asks === "rotate" && (
        <ConfirmDialog
          title={t("webhooks.rotateTitle")}
          submit={t("webhooks.rotate")}
          words={endpointWords()}
          act={async () => setSecret(await rotateSecret(ref))}
          onDone={close}
          onClose={close}
        >
          <p>{t("webhooks.rotateText")}</p>
        </ConfirmDialog>
      )}
      {asks === "delete" && (
        <ConfirmDialog
          title={t("webhooks.deleteTitle")}
          submit={t("webhooks.delete")}
          danger
          words={endpointWords()}
          act={() => deleteEndpoint(ref)}
          onDone={() => {
            toast(text("webhooks.deleted"));
            void navigate(place.list);
          }}
          onClose={close}
        >
          <p>{t("webhooks.deleteText")}</p>
        </ConfirmDialog>
      )}
      {secret && <SecretDialog secret={secret} onClose={() => setSecret(undefined)} />}
    </>
  );
}
