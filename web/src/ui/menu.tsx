import { Menu as Base } from "@base-ui/react/menu";
import { Ellipsis } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./class-names.ts";
import { ICON_BUTTON } from "./header-frame.tsx";

export type MenuEntry = {
  label: string;
  icon?: ReactNode;
  danger?: boolean;
  disabled?: boolean;
  run: () => void;
};

type Props = {
  /** What the menu is for: "Actions for Mug". */
  name: string;
  entries: readonly MenuEntry[];
  /** What opens it; without one, a button with three dots. */
  trigger?: ReactNode;
  className?: string;
};

/** A button that opens a list of things to do; for rows, and where buttons would be too many. */
export function Menu({ name, entries, trigger, className }: Props) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger aria-label={name} className={className ?? ICON_BUTTON}>
        {trigger ?? <Ellipsis size={18} aria-hidden />}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className="z-50 outline-none">
          <Base.Popup className="border-line bg-surface min-w-44 rounded-2xl border p-1 text-sm shadow-lg outline-none">
            {entries.map(({ label, icon, danger, disabled = false, run }) => (
              <Base.Item
                key={label}
                disabled={disabled}
                onClick={run}
                className={cx(
                  "data-highlighted:bg-sunken flex min-h-10 cursor-pointer items-center gap-3 rounded-xl px-3 outline-none select-none data-disabled:opacity-50",
                  danger && "text-danger",
                )}
              >
                {icon}
                {label}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
