import { textOf } from "@ui/form-text.ts";
import { Search as SearchIcon } from "lucide-react";
import { type Filter, textIn } from "./filter.ts";
import { useTableSearch } from "./use-table-search.ts";

/** Looks for words when Enter is pressed, and again when they are taken away. */
export function SearchInput({ filter: { name, label } }: { filter: Extract<Filter, { kind: "search" }> }) {
  const [search, change] = useTableSearch();
  const words = textIn(search, name);
  const look = (typed: string) => typed.trim() !== words && change({ ...search, [name]: typed.trim() });
  return (
    <search className="min-w-0 flex-1 basis-56 md:max-w-sm">
      <form
        className="relative"
        onSubmit={(event) => {
          event.preventDefault();
          look(textOf(new FormData(event.currentTarget), name));
        }}
      >
        <SearchIcon
          size={16}
          aria-hidden
          className="text-muted pointer-events-none absolute top-1/2 left-3.5 -translate-y-1/2"
        />
        <input
          // Another address begins with its own words.
          key={words}
          name={name}
          type="search"
          autoComplete="off"
          enterKeyHint="search"
          maxLength={200}
          defaultValue={words}
          aria-label={label}
          placeholder={label}
          onBlur={(event) => look(event.currentTarget.value)}
          className="border-edge/60 bg-surface placeholder:text-muted hover:border-ink h-9 w-full rounded-full border pr-4 pl-10 text-base md:text-sm"
        />
      </form>
    </search>
  );
}
