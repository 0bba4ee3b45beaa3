import type { InventoryLevel } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { useText } from "../../texts/inventory.ts";

const TONES = { ok: "neutral", low: "low", out: "danger" } as const;

/** Whether enough is left, in a word and a colour. */
export function LevelBadge({ level }: { level: InventoryLevel["level"] }) {
  const t = useText();
  return (
    <Badge tone={TONES[level]} className="whitespace-nowrap">
      {t(`inventory.level.${level}`)}
    </Badge>
  );
}
