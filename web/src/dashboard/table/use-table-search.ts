import { useNavigate, useSearch } from "@tanstack/react-router";
import type { Search } from "./filter.ts";

/** What the address of the page says, and a function that changes it; another filter or order begins with the first page. */
export function useTableSearch(): [search: Search, change: (to: Search) => void] {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = ({ cursor: _cursor, ...to }: Search) =>
    void navigate({ to: ".", search: to as never, resetScroll: false });
  return [search, change];
}
