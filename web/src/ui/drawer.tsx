import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { cx } from "./class-names.ts";
import { useUiText } from "./i18n.ts";
import { holdPageToasts } from "./toast.ts";
import { ToastRegion } from "./toast-region.tsx";

type Props = {
  title: string;
  side: "left" | "right" | "bottom" | "full" | "center";
  /** Absent: there is something in it that must not be missed, and only what is inside closes it. */
  onClose?: () => void;
  children: ReactNode;
  footer?: ReactNode;
  hideTitle?: boolean;
};

/**
 * A modal panel over the page, open for as long as it is rendered. The browser's own <dialog> keeps the
 * focus inside, closes on Escape and gives the focus back. Toasts are shown inside, because all else is inert.
 */
export function Drawer({ title, side, onClose, children, footer, hideTitle = false }: Props) {
  const t = useUiText();
  const heading = useId();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    const release = holdPageToasts();
    return () => {
      release();
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- Escape closes too
    <dialog
      ref={ref}
      aria-labelledby={heading}
      className={cx("drawer", `drawer-${side}`)}
      closedby={onClose ? "closerequest" : "none"}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onClick={(event) => event.target === ref.current && onClose?.()}
    >
      <header
        className={cx(
          "flex items-center justify-between gap-4 px-5 py-3",
          !hideTitle && "border-b border-line",
        )}
      >
        <h2 id={heading} tabIndex={-1} className={cx("text-lg font-semibold", hideTitle && "sr-only")}>
          {title}
        </h2>
        {onClose && (
          <button
            type="button"
            className="hover:bg-sunken -mr-2 ml-auto grid size-11 place-items-center rounded-full"
            aria-label={t("ui.close")}
            onClick={onClose}
          >
            <X size={20} aria-hidden />
          </button>
        )}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">{children}</div>
      <div className="relative">
        <ToastRegion inDrawer />
        {footer && <footer className="border-line border-t px-5 py-4">{footer}</footer>}
      </div>
    </dialog>
  );
}
