import type { JobState } from "@api/types.ts";
import { Badge, type Tone } from "@ui/badge.tsx";
import { useText } from "../../texts/jobs.ts";

const TONES: Partial<Record<JobState, Tone>> = {
  running: "accent",
  retryable: "low",
  discarded: "danger",
};

export function JobStateBadge({ state }: { state: JobState }) {
  const t = useText();
  return <Badge tone={TONES[state] ?? "neutral"}>{t(`jobs.state.${state}`)}</Badge>;
}
