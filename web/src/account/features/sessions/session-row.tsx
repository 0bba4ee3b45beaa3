import type { Session } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { Button } from "@ui/button.tsx";
import { Monitor, Smartphone, Terminal } from "lucide-react";
import { ago, dateAndTime } from "@ui/dates.ts";
import { useText } from "../../text.ts";
import { type Device, deviceOf } from "./user-agent.ts";

const METHODS = {
  password: "sessions.byPassword",
  passkey: "sessions.byPasskey",
  oidc: "sessions.byProvider",
} as const satisfies Record<Session["method"], string>;

/** Where somebody is signed in. */
export function SessionRow({ session, busy, onEnd }: { session: Session; busy: boolean; onEnd: () => void }) {
  const t = useText();
  const device = deviceOf(session.userAgent);
  const name = useDeviceName(device);
  const Icon = device.handheld ? Smartphone : device.system ? Monitor : Terminal;
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-3 py-4">
      <Icon size={22} aria-hidden className="text-muted mt-0.5 shrink-0" />
      <div className="min-w-0 flex-1 basis-52">
        <h3 className="flex flex-wrap items-center gap-x-3 gap-y-1 font-medium">
          {name}
          {session.current && <Badge tone="accent">{t("sessions.current")}</Badge>}
        </h3>
        <p className="text-muted mt-0.5 text-sm">
          {[
            session.current ? t("sessions.now") : t("sessions.used", { when: ago(session.lastUsedAt) }),
            ...(session.ip ? [session.ip] : []),
          ].join(" · ")}
        </p>
        <p className="text-muted text-sm">
          {t(METHODS[session.method], { when: dateAndTime(session.createdAt) })}
        </p>
      </div>
      {!session.current && (
        <Button
          variant="outline"
          size="sm"
          busy={busy}
          onClick={onEnd}
          aria-label={t("sessions.endOf", { name })}
        >
          {t("sessions.end")}
        </Button>
      )}
    </div>
  );
}

function useDeviceName({ browser, system }: Device): string {
  const t = useText();
  if (browser && system) return t("sessions.device", { browser, system });
  return browser ?? system ?? t("sessions.unknown");
}
