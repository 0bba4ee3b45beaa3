import type { StoreStatus } from "@api/types.ts";
import { WarningBox } from "@ui/warning-box.tsx";
import { Info } from "lucide-react";
import { useText } from "../../texts/stores.ts";

/** What the state of a store means for its team; nothing while it is open. */
export function StateNote({
  status,
  reason,
  supportEmail,
}: {
  status: StoreStatus;
  reason?: string | undefined;
  supportEmail?: string | undefined;
}) {
  const t = useText();
  const ask = supportEmail && (
    <p className="mt-2">
      {t("stores.askSupport")}{" "}
      <a href={`mailto:${supportEmail}`} className="font-medium underline underline-offset-4">
        {supportEmail}
      </a>
    </p>
  );
  if (status === "active") return null;
  if (status === "refused" || status === "suspended")
    return (
      <WarningBox title={t(`stores.note.${status}`)} className="">
        {reason && <p className="mt-1 break-words whitespace-pre-line">{reason}</p>}
        <p className="text-muted mt-2">{t(`stores.note.${status}Text`)}</p>
        {ask}
      </WarningBox>
    );
  return (
    <div className="bg-accent-soft flex gap-3 rounded-2xl p-4 text-sm">
      <Info size={20} aria-hidden className="text-accent shrink-0" />
      <div className="min-w-0 flex-1">
        <p className="text-accent font-semibold">{t(`stores.note.${status}`)}</p>
        <p className="text-muted mt-1">{t(`stores.note.${status}Text`)}</p>
        {ask}
      </div>
    </div>
  );
}
