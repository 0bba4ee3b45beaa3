import type { WebhookEndpoint } from "@api/types.ts";
import { Badge, type Tone } from "@ui/badge.tsx";
import { WarningBox } from "@ui/warning-box.tsx";
import { Moment } from "../../layout/moment.tsx";
import { useText } from "../../texts/webhooks.ts";

type State = "working" | "failing" | "paused" | "stopped";

const TONES: Record<State, Tone> = {
  working: "accent",
  failing: "danger",
  paused: "neutral",
  stopped: "danger",
};

function stateOf({ status, pausedBecause, failingSince }: WebhookEndpoint): State {
  if (status === "paused") return pausedBecause === "by_hand" ? "paused" : "stopped";
  return failingSince ? "failing" : "working";
}

/** How an endpoint fares, in a word. */
export function EndpointBadge({ endpoint }: { endpoint: WebhookEndpoint }) {
  const t = useText();
  const state = stateOf(endpoint);
  return <Badge tone={TONES[state]}>{t(`webhooks.state.${state}`)}</Badge>;
}

/** What keeps an endpoint from being told, and what to do; nothing while it works. */
export function EndpointTrouble({ endpoint }: { endpoint: WebhookEndpoint }) {
  const t = useText();
  switch (stateOf(endpoint)) {
    case "working":
      return null;
    case "paused":
      return (
        <aside className="bg-gold-soft rounded-3xl px-5 py-3 text-sm">
          <p className="font-semibold">{t("webhooks.pausedTitle")}</p>
          <p className="mt-1">{t("webhooks.pausedText")}</p>
        </aside>
      );
    case "stopped": {
      const isGone = endpoint.pausedBecause === "gone";
      return (
        <WarningBox className="" title={t(isGone ? "webhooks.goneTitle" : "webhooks.stoppedTitle")}>
          <p className="mt-1">{t("webhooks.stoppedText")}</p>
        </WarningBox>
      );
    }
    case "failing":
      return (
        <WarningBox className="" title={t("webhooks.failingTitle")}>
          <p className="mt-1">
            {t("webhooks.failingSince")} <Moment at={endpoint.failingSince ?? endpoint.updatedAt} />.{" "}
            {t("webhooks.failingText")}
          </p>
        </WarningBox>
      );
  }
}
