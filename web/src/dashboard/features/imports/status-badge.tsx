import type { ImportStatus } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { useText } from "../../texts/imports.ts";
import { TONES } from "./states.ts";

export function ImportStatusBadge({ status }: { status: ImportStatus }) {
  const t = useText();
  return <Badge tone={TONES[status] ?? "neutral"}>{t(`imports.status.${status}`)}</Badge>;
}
