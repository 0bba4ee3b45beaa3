import { type ReactNode, useId, useState } from "react";
import { buttonClass } from "./button.tsx";
import { cx } from "./class-names.ts";

type Props = {
  /** What the button says. */
  label: ReactNode;
  /** The name of what opens, for assistive technology. */
  name: string;
  /** The side of the button that the panel lines up with. */
  align?: "start" | "end";
  /** Opens above the button: for what stands at the bottom. */
  up?: boolean;
  className?: string;
  /** The content; `close` shuts the panel and gives the focus back to the button. */
  children: (close: () => void) => ReactNode;
};

/** A button that opens a small panel below itself. Escape, a click elsewhere and leaving it with the focus close it. */
export function Popup({ label, name, align = "start", up = false, className, children }: Props) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const close = () => {
    setOpen(false);
    document.getElementById(`${id}-button`)?.focus();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the button does it all, too
    <div
      className="relative"
      onBlur={(event) => {
        // A click on what takes no focus leaves it too, but not one inside.
        if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        event.stopPropagation();
        event.preventDefault();
        close();
      }}
    >
      <button
        type="button"
        id={`${id}-button`}
        aria-expanded={open}
        aria-controls={`${id}-panel`}
        className={className ?? buttonClass({ variant: "outline", size: "sm" })}
        onClick={() => setOpen(!open)}
      >
        {label}
      </button>
      {open && (
        <>
          <div className="fixed inset-0 z-20" aria-hidden onClick={() => setOpen(false)} />
          <div
            id={`${id}-panel`}
            role="group"
            aria-label={name}
            className={cx(
              "border-line bg-surface z-30 max-h-[min(24rem,70dvh)] overflow-y-auto rounded-2xl border p-2 text-sm shadow-lg",
              up
                ? "absolute inset-x-0 bottom-full mb-1.5"
                : // On a phone it lies at the bottom, where there is room for it.
                  "fixed inset-x-4 bottom-4 md:absolute md:inset-x-auto md:top-full md:bottom-auto md:mt-1.5 md:w-max md:max-w-88 md:min-w-full",
              !up && (align === "end" ? "md:right-0" : "md:left-0"),
            )}
          >
            {children(close)}
          </div>
        </>
      )}
    </div>
  );
}
