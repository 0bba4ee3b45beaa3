import type { Me } from "@api/types.ts";
import { LayoutDashboard, ScrollText, UsersRound } from "lucide-react";
import { isOperator } from "../session/guard.ts";
import type { TextKey } from "../text.ts";

type Item = { to: string; icon: typeof UsersRound; label: TextKey; exact: boolean };
type Group = { id: string; label: TextKey; isFor: (me: Me) => boolean; items: readonly Item[] };

/** The dashboard's pages, in groups; each is shown to those it is for. */
export const NAVIGATION = [
  {
    id: "operators",
    label: "nav.operators",
    isFor: isOperator,
    items: [
      { to: "/dashboard", icon: LayoutDashboard, label: "overview.title", exact: true },
      { to: "/dashboard/users", icon: UsersRound, label: "users.title", exact: false },
      { to: "/dashboard/audit-log", icon: ScrollText, label: "audit.title", exact: false },
    ],
  },
] as const satisfies Group[];
