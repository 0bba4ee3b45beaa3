import { cx } from "@ui/class-names.ts";
import { useMoney } from "@ui/money.ts";
import { Picture } from "@ui/picture.tsx";
import { ArrowRight, History, Store, Tag } from "lucide-react";
import { useText } from "../../text.ts";
import type { Suggestion } from "./suggestions.ts";

type Props = {
  id: string;
  suggestions: Suggestion[];
  active: number;
  words: string;
  onChoose: (suggestion: Suggestion) => void;
  onAll: () => void;
};

/** The list of the search field. The keyboard stays in the field; a pointer chooses here. */
export function SuggestionList({ id, suggestions, active, words, onChoose, onAll }: Props) {
  const t = useText();
  return (
    <div
      // The field keeps the focus, else the list would close before the click.
      onMouseDown={(event) => event.preventDefault()}
      role="presentation"
      className="border-line bg-surface absolute inset-x-0 top-full z-40 mt-2 overflow-hidden rounded-2xl border shadow-2xl shadow-black/15"
    >
      {!words && <p className="text-muted px-4 pt-3 text-xs font-semibold">{t("search.recent")}</p>}
      <div
        id={id}
        role="listbox"
        aria-label={t("search.suggestions")}
        className="max-h-[min(28rem,60vh)] overflow-y-auto p-2"
      >
        {suggestions.map((suggestion, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field handles the keys
          <div
            key={suggestion.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={cx(
              "flex cursor-pointer items-center gap-3 rounded-xl px-2.5 py-2 hover:bg-sunken",
              index === active && "bg-accent-soft",
            )}
            onClick={() => onChoose(suggestion)}
          >
            <Lead suggestion={suggestion} />
            <Label suggestion={suggestion} />
          </div>
        ))}
      </div>
      {words && (
        <button
          type="button"
          tabIndex={-1}
          className="border-line hover:bg-sunken flex w-full items-center gap-2 border-t px-5 py-3 text-left text-sm font-medium"
          onClick={onAll}
        >
          {t("search.all", { words })}
          <ArrowRight size={16} aria-hidden className="ml-auto" />
        </button>
      )}
    </div>
  );
}

function Lead({ suggestion }: { suggestion: Suggestion }) {
  if (suggestion.image) {
    return (
      <Picture image={suggestion.image} sizes="2.75rem" alt="" className="size-11 rounded-lg object-cover" />
    );
  }
  const Icon = { recent: History, category: Tag, store: Store, product: Tag }[suggestion.kind];
  return (
    <span aria-hidden className="bg-sunken text-muted grid size-11 shrink-0 place-items-center rounded-lg">
      <Icon size={18} />
    </span>
  );
}

function Label({ suggestion }: { suggestion: Suggestion }) {
  const t = useText();
  const money = useMoney();
  const note = suggestion.kind === "category" ? t("search.category") : suggestion.note;
  return (
    <>
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm font-medium">{suggestion.label}</span>
        {note && <span className="text-muted block truncate text-xs">{note}</span>}
      </span>
      {suggestion.price && <span className="num text-sm">{money(suggestion.price)}</span>}
    </>
  );
}
