import type { User } from "@api/types.ts";
import { buttonClass } from "@ui/button.tsx";
import { longDate } from "@ui/dates.ts";
import { MessagePage } from "@ui/message-page.tsx";
import { useMedia } from "@ui/use-media.ts";
import { Link } from "@tanstack/react-router";
import { ChevronRight, UserRoundX } from "lucide-react";
import { Moment } from "../../layout/moment.tsx";
import { useText } from "../../texts/accounts.ts";
import { UserBadges } from "./user-badges.tsx";

/** A page of accounts: a table where there is room, else a list. Empty, it says what to do. */
export function UserList({ users }: { users: User[] }) {
  const t = useText();
  const isWide = useMedia("(min-width: 48rem)");
  if (users.length === 0)
    return (
      <MessagePage
        icon={<UserRoundX size={28} />}
        title={t("users.none")}
        text={t("users.noneText")}
        actions={
          <Link to="/dashboard/users" className={buttonClass()}>
            {t("users.showAll")}
          </Link>
        }
      />
    );
  return (
    <div className="border-line bg-surface overflow-hidden rounded-3xl border">
      {isWide ? <UserTable users={users} /> : <UserCards users={users} />}
    </div>
  );
}

const HEAD = "text-muted px-6 py-3 text-left text-xs font-semibold";

function UserTable({ users }: { users: User[] }) {
  const t = useText();
  return (
    <table className="w-full text-sm">
      <thead className="bg-sunken/60">
        <tr>
          <th scope="col" className={HEAD}>
            {t("users.account")}
          </th>
          <th scope="col" className={HEAD}>
            {t("users.state")}
          </th>
          <th scope="col" className={`${HEAD} max-xl:hidden`}>
            {t("users.lastSeen")}
          </th>
          <th scope="col" className={HEAD}>
            {t("users.joined")}
          </th>
        </tr>
      </thead>
      <tbody className="divide-line divide-y">
        {users.map((user) => (
          <tr key={user.id} className="hover:bg-sunken relative">
            <td className="w-1/2 max-w-0 px-6 py-3">
              <Name user={user} />
            </td>
            <td className="px-6 py-3">
              <UserBadges user={user} />
            </td>
            <td className="text-muted px-6 py-3 whitespace-nowrap max-xl:hidden">
              {user.lastSeenAt ? <Moment at={user.lastSeenAt} /> : t("users.never")}
            </td>
            <td className="text-muted px-6 py-3 whitespace-nowrap">{longDate(user.createdAt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function UserCards({ users }: { users: User[] }) {
  const t = useText();
  return (
    <ul className="divide-line divide-y">
      {users.map((user) => (
        <li key={user.id} className="hover:bg-sunken relative flex items-center gap-3 px-5 py-4 text-sm">
          <div className="min-w-0 flex-1">
            <Name user={user} />
            <p className="text-muted mt-0.5">{t("users.joinedOn", { date: longDate(user.createdAt) })}</p>
            <UserBadges user={user} className="mt-2" />
          </div>
          <ChevronRight size={18} aria-hidden className="text-muted shrink-0" />
        </li>
      ))}
    </ul>
  );
}

/** Who it is. The link covers all that is said of the account. */
function Name({ user }: { user: User }) {
  return (
    <>
      <Link
        to="/dashboard/users/$userId"
        params={{ userId: user.id }}
        className="block truncate font-semibold after:absolute after:inset-0"
      >
        {user.name || user.email}
      </Link>
      {user.name && <span className="text-muted block truncate">{user.email}</span>}
    </>
  );
}
