import { Link } from "@tanstack/react-router";
import type { UsersRound } from "lucide-react";
import { type TextKey, useText } from "../text.ts";

type Props = { icon: typeof UsersRound; title: TextKey; text: TextKey } & (
  | { to: "/dashboard/users" | "/dashboard/audit-log"; href?: undefined }
  | { href: string; to?: undefined }
);

/** A list item that is a way to somewhere, within the dashboard (`to`) or out of it (`href`). */
export function Shortcut({ icon: Icon, title, text, to, href }: Props) {
  const t = useText();
  const look = "font-semibold after:absolute after:inset-0";
  return (
    <li className="border-line bg-surface hover:bg-sunken relative flex gap-4 rounded-3xl border p-5">
      <Icon size={22} aria-hidden className="text-accent mt-0.5 shrink-0" />
      <div className="min-w-0 text-sm">
        {to ? (
          <Link to={to} className={look}>
            {t(title)}
          </Link>
        ) : (
          <a href={href} className={look}>
            {t(title)}
          </a>
        )}
        <p className="text-muted mt-1">{t(text)}</p>
      </div>
    </li>
  );
}
