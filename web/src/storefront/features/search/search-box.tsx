import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { type KeyboardEvent, lazy, Suspense, useEffect, useId, useRef, useState } from "react";
import { useText } from "../../text.ts";
import { suggestionsQuery } from "./queries.ts";
import { recentSearches, rememberSearch } from "./recent-searches.ts";
import { type Suggestion, suggestionsOf } from "./suggestions.ts";

const SuggestionList = lazy(async () => ({
  default: (await import("./suggestion-list.tsx")).SuggestionList,
}));

/**
 * The search field of the header: a combobox whose list may be walked with the arrow keys. Enter goes to
 * the chosen line, or to the list of results. Without JavaScript's help the form leads to the same list.
 */
export function SearchBox() {
  const t = useText();
  const list = useId();
  const navigate = useNavigate();
  const wordsOfPage =
    useSearch({
      strict: false,
      select: (search) => ("q" in search ? search.q : undefined),
    }) ?? "";
  const [typed, setTyped] = useState<string | null>(null);
  const words = typed ?? wordsOfPage;
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);

  const asked = useDebounced(words.trim(), 150);
  const { data: found } = useQuery({
    ...suggestionsQuery(asked),
    enabled: open && asked.length > 0,
  });
  const suggestions = open
    ? suggestionsOf(words.trim() ? found : undefined, words.trim() ? [] : recentSearches())
    : [];
  const shown = open && suggestions.length > 0;
  const current = shown ? suggestions[active] : undefined;

  const close = () => {
    setOpen(false);
    setActive(-1);
  };
  const searchFor = (text: string) => {
    close();
    setTyped(null);
    input.current?.blur();
    if (text) rememberSearch(text);
    void navigate({ to: "/products", search: text ? { q: text } : {} });
  };
  const follow = (suggestion: Suggestion) => {
    if (suggestion.kind === "recent") return searchFor(suggestion.words);
    close();
    input.current?.blur();
    setTyped(null);
    if (suggestion.kind === "category")
      void navigate({ to: "/products", search: { category: [suggestion.category] } });
    else if (suggestion.kind === "store")
      void navigate({ to: "/stores/$store", params: { store: suggestion.store } });
    else
      void navigate({
        to: "/stores/$store/products/$product",
        params: { store: suggestion.store, product: suggestion.product },
      });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && open) {
      event.preventDefault();
      return close();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    if (!open) return setOpen(true);
    const count = suggestions.length + 1;
    const step = event.key === "ArrowDown" ? 1 : -1;
    // One place more than lines: the field itself, at -1.
    setActive((before) => ((before + 1 + step + count) % count) - 1);
  };

  return (
    <search
      className="relative block"
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && close()}
    >
      <form
        action="/products"
        onSubmit={(event) => {
          event.preventDefault();
          if (current) follow(current);
          else searchFor(words.trim());
        }}
      >
        <Search
          size={18}
          aria-hidden
          className="text-muted pointer-events-none absolute top-1/2 left-4 -translate-y-1/2"
        />
        <input
          ref={input}
          name="q"
          type="search"
          role="combobox"
          autoComplete="off"
          enterKeyHint="search"
          maxLength={200}
          aria-label={t("search.label")}
          placeholder={t("search.placeholder")}
          aria-expanded={shown}
          aria-controls={shown ? list : undefined}
          aria-autocomplete="list"
          aria-activedescendant={current ? `${list}-${active}` : undefined}
          className="border-edge/50 bg-surface placeholder:text-muted hover:border-edge h-11 w-full rounded-full border pr-4 pl-11 text-base md:text-sm"
          value={words}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onChange={(event) => {
            setTyped(event.target.value);
            setOpen(true);
            setActive(-1);
          }}
          onKeyDown={onKeyDown}
        />
      </form>
      <Suspense>
        {shown && (
          <SuggestionList
            id={list}
            suggestions={suggestions}
            active={active}
            words={words.trim()}
            onChoose={follow}
            onAll={() => searchFor(words.trim())}
          />
        )}
      </Suspense>
    </search>
  );
}

/** The value as it was when it last stood still for so many milliseconds. */
function useDebounced(value: string, delay: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delay);
    return () => clearTimeout(timer);
  }, [value, delay]);
  return settled;
}
