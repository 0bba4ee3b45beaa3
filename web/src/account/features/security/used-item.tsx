import type { KeyRound } from "lucide-react";
import type { ReactNode } from "react";
import { ago, longDate } from "@ui/dates.ts";
import { useText } from "../../text.ts";

type Props = {
  icon: typeof KeyRound;
  name: string;
  /** More about it than when it was made and used. */
  detail?: ReactNode;
  createdAt: string;
  lastUsedAt?: string | undefined;
  /** What can be done with it. */
  children: ReactNode;
};

/** One of several things that let somebody in. */
export function UsedItem({ icon: Icon, name, detail, createdAt, lastUsedAt, children }: Props) {
  const t = useText();
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 py-4">
      <Icon size={20} aria-hidden className="text-muted shrink-0" />
      <div className="min-w-0 flex-1 basis-48">
        <h3 className="font-medium break-words">{name}</h3>
        {detail}
        <p className="text-muted text-sm">
          {t("used.added", { date: longDate(createdAt) })} ·{" "}
          {lastUsedAt ? t("used.last", { when: ago(lastUsedAt) }) : t("used.never")}
        </p>
      </div>
      {children}
    </li>
  );
}
