import type { ProductStatus } from "@api/types.ts";
import { Badge, type Tone } from "@ui/badge.tsx";
import { useText } from "../../texts/products.ts";

const TONES: Record<ProductStatus, Tone> = { active: "accent", draft: "low", archived: "neutral" };

export function StatusBadge({ status }: { status: ProductStatus }) {
  const t = useText();
  return (
    <Badge tone={TONES[status]} className="whitespace-nowrap">
      {t(`products.status.${status}`)}
    </Badge>
  );
}
