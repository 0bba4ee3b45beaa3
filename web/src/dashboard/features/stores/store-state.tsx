import type { StoreStatus } from "@api/types.ts";
import { Badge, type Tone } from "@ui/badge.tsx";
import { useText } from "../../texts/stores.ts";

const TONES: Record<StoreStatus, Tone> = {
  applying: "neutral",
  submitted: "low",
  refused: "danger",
  active: "accent",
  suspended: "danger",
  closed: "neutral",
};

/** The state of a store, in a word. */
export function StoreState({ status }: { status: StoreStatus }) {
  const t = useText();
  return <Badge tone={TONES[status]}>{t(`stores.status.${status}`)}</Badge>;
}
