import { Button } from "@ui/button.tsx";
import { textOf } from "@ui/form-text.ts";
import { Link, useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useText } from "../../texts/accounts.ts";
import { LONGEST, ROLES, type UsersSearch } from "./users-search.ts";

const CHOICE =
  "inline-flex h-9 items-center rounded-full px-4 text-sm font-medium hover:bg-sunken aria-[current]:bg-accent-soft aria-[current]:text-accent";

/** Looks for accounts by words and by role. What is chosen is in the address. */
export function UsersFilter({ search }: { search: UsersSearch }) {
  const t = useText();
  const navigate = useNavigate();
  const words = search.q && { q: search.q };
  const find = (form: HTMLFormElement) => {
    const q = textOf(new FormData(form), "q").trim();
    void navigate({
      to: "/dashboard/users",
      search: { ...(q && { q }), ...(search.role && { role: search.role }) },
    });
  };
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
      <search className="min-w-0 flex-1 basis-72">
        <form
          action="/dashboard/users"
          className="flex gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            find(event.currentTarget);
          }}
        >
          <span className="relative min-w-0 flex-1">
            <Search
              size={18}
              aria-hidden
              className="text-muted pointer-events-none absolute top-1/2 left-4 -translate-y-1/2"
            />
            <input
              // Another address begins with its own words.
              key={search.q}
              name="q"
              type="search"
              autoComplete="off"
              enterKeyHint="search"
              maxLength={LONGEST}
              defaultValue={search.q}
              aria-label={t("users.search")}
              placeholder={t("users.search")}
              className="border-edge/50 bg-surface placeholder:text-muted hover:border-edge h-11 w-full rounded-full border pr-4 pl-11 text-base md:text-sm"
            />
          </span>
          <Button type="submit" variant="outline">
            {t("users.find")}
          </Button>
        </form>
      </search>
      <nav aria-label={t("users.roles")} className="flex flex-wrap gap-1">
        {[undefined, ...ROLES].map((role) => (
          <Link
            key={role ?? "all"}
            to="/dashboard/users"
            search={{ ...words, ...(role && { role }) }}
            aria-current={search.role === role ? "true" : undefined}
            activeOptions={{ exact: true }}
            className={CHOICE}
          >
            {t(role ? `users.of.${role}` : "users.all")}
          </Link>
        ))}
      </nav>
    </div>
  );
}
