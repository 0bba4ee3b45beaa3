import { Button } from "@ui/button.tsx";
import { CopyButton } from "@ui/copy-button.tsx";
import { Drawer } from "@ui/drawer.tsx";
import { useText } from "../../texts/webhooks.ts";

/** Shows a secret, this once, until one says that it is kept. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = useText();
  return (
    <Drawer side="center" title={t("webhooks.secretTitle")}>
      <div className="grid gap-4 p-5">
        <p className="text-muted text-sm leading-relaxed">{t("webhooks.secretText")}</p>
        <code className="bg-sunken rounded-2xl p-4 text-sm break-all select-all">{secret}</code>
        <div className="flex flex-wrap justify-end gap-3">
          <CopyButton text={secret} label={t("webhooks.copy")} done={t("webhooks.copied")} />
          <Button size="sm" onClick={onClose}>
            {t("webhooks.kept")}
          </Button>
        </div>
      </div>
    </Drawer>
  );
}
