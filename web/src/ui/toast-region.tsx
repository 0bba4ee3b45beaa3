import { CircleAlert, X } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { cx } from "./class-names.ts";
import { useUiText } from "./i18n.ts";
import { dismissToast, pageToastsHeld, subscribeToasts, type Toast, toastSnapshot } from "./toast.ts";

/** Where toasts appear: a polite live region. An open drawer has its own, above its footer; the page's shows nothing meanwhile. */
export function ToastRegion({ inDrawer = false }: { inDrawer?: boolean }) {
  const toasts = useSyncExternalStore(subscribeToasts, toastSnapshot);
  const held = useSyncExternalStore(subscribeToasts, pageToastsHeld);
  return (
    <div
      className={cx(
        "pointer-events-none inset-x-0 z-50 flex flex-col items-center p-4",
        inDrawer ? "absolute bottom-full" : "fixed bottom-0 pb-[max(1rem,env(safe-area-inset-bottom))]",
      )}
    >
      <div aria-live="polite" className="flex w-full max-w-sm flex-col gap-2">
        {(inDrawer || !held) && toasts.map((toast) => <ToastCard key={toast.id} toast={toast} />)}
      </div>
    </div>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const t = useUiText();
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held || toast.stays) return;
    const timer = setTimeout(
      () => dismissToast(toast.id),
      toast.action || toast.tone === "error" ? 10_000 : 5_000,
    );
    return () => clearTimeout(timer);
  }, [held, toast]);
  return (
    <div
      className="bg-ink text-bg pointer-events-auto flex items-center gap-3 rounded-2xl py-1.5 pr-1.5 pl-4 text-sm shadow-xl"
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {toast.tone === "error" && <CircleAlert size={18} aria-hidden className="shrink-0" />}
      <p className="flex-1 py-2">{toast.text}</p>
      {toast.action && (
        <button
          type="button"
          className="rounded-full px-3 py-2 font-semibold underline underline-offset-4"
          onClick={() => {
            toast.action?.run();
            dismissToast(toast.id);
          }}
        >
          {toast.action.label}
        </button>
      )}
      <button
        type="button"
        className="grid size-9 place-items-center rounded-full"
        aria-label={t("ui.dismiss")}
        onClick={() => dismissToast(toast.id)}
      >
        <X size={16} aria-hidden />
      </button>
    </div>
  );
}
