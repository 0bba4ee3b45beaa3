import type { MyStore } from "@api/types.ts";
import { cx } from "@ui/class-names.ts";
import { Drawer } from "@ui/drawer.tsx";
import { Spinner } from "@ui/button.tsx";
import { useMe } from "@ui/session/me.ts";
import { setTheme, useTheme } from "@ui/theme.ts";
import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { useRouteContext, useRouter } from "@tanstack/react-router";
import {
  Keyboard,
  Landmark,
  type LucideIcon,
  MoonStar,
  Search,
  Store,
  StoreIcon,
  Sun,
  UserRound,
} from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from "react";
import { isOperator } from "../session/guard.ts";
import { useMyStores } from "../session/my-stores.ts";
import { useText } from "../text.ts";
import { Keys } from "./keys.tsx";
import type { NavGroup } from "./navigation.ts";

type Choice = {
  id: string;
  icon: LucideIcon;
  label: string;
  detail?: string | undefined;
  keys?: string[];
  run: () => void;
};
type Section = { label: string; choices: Choice[] };

type Props = {
  groups: readonly NavGroup[];
  store: MyStore | undefined;
  showKeys: () => void;
  onClose: () => void;
};

/** Words that lead anywhere: pages, stores, what the areas' finders find, and what can be done everywhere. */
export function Palette({ groups, store, showKeys, onClose }: Props) {
  const t = useText();
  const id = useId();
  const [words, setWords] = useState("");
  const asked = useDeferredValue(words.trim());
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const { found, isLooking } = useFound(asked, store);
  const own = useOwnChoices({ groups, store, showKeys });
  const parts = words.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ label, detail }: Choice) => {
    const text = `${label} ${detail ?? ""}`.toLowerCase();
    return parts.every((part) => text.includes(part));
  };
  const sections = [
    ...own.map((section) => ({ label: section.label, choices: section.choices.filter(fits) })),
    ...found,
  ].filter((section) => section.choices.length > 0);
  const choices = sections.flatMap((section) => section.choices);
  const current = choices[Math.min(at, choices.length - 1)];

  const take = (choice: Choice) => {
    onClose();
    choice.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = choices.length - 1;
    const next = {
      ArrowDown: at >= last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (event.key === "Enter" && current) {
      event.preventDefault();
      take(current);
    } else if (next !== undefined && last >= 0) {
      event.preventDefault();
      setAt(next);
    }
  };
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  });
  return (
    <Drawer side="center" title={t("palette.title")} onClose={onClose}>
      <div className="px-2 pb-2">
        <div className="relative">
          <Search
            size={18}
            aria-hidden
            className="text-muted pointer-events-none absolute top-1/2 left-4 -translate-y-1/2"
          />
          <input
            // React's own autoFocus comes before the dialog is open.
            ref={(input) => input?.setAttribute("autofocus", "")}
            type="text"
            role="combobox"
            aria-expanded={choices.length > 0}
            aria-controls={`${id}-list`}
            aria-activedescendant={current && `${id}-${current.id}`}
            aria-autocomplete="list"
            aria-label={t("palette.label")}
            placeholder={t("palette.label")}
            autoComplete="off"
            spellCheck={false}
            value={words}
            onChange={(event) => {
              setWords(event.target.value);
              setAt(0);
            }}
            onKeyDown={onKeyDown}
            className="placeholder:text-muted h-13 w-full bg-transparent pr-3 pl-12 text-base outline-none"
          />
        </div>
        <p role="status" className="sr-only">
          {isLooking ? t("page.loading") : t("palette.count", { count: choices.length })}
        </p>
        <div className="border-line -mx-2 max-h-[min(26rem,60dvh)] overflow-y-auto border-t p-2">
          {choices.length === 0 && (
            <p className="text-muted flex items-center gap-3 px-3 py-6 text-sm">
              {isLooking ? <Spinner /> : t("palette.none")}
            </p>
          )}
          <div id={`${id}-list`} ref={list} role="listbox" aria-label={t("palette.title")}>
            {sections.map((section) => (
              <div key={section.label} role="group" aria-label={section.label}>
                <p
                  aria-hidden
                  className="text-muted px-3 pt-3 pb-1 text-xs font-semibold tracking-wide uppercase"
                >
                  {section.label}
                </p>
                {section.choices.map((choice) => (
                  <Option
                    key={choice.id}
                    id={`${id}-${choice.id}`}
                    choice={choice}
                    selected={choice === current}
                    take={() => take(choice)}
                    point={() => setAt(choices.indexOf(choice))}
                  />
                ))}
              </div>
            ))}
          </div>
        </div>
      </div>
    </Drawer>
  );
}

function Option({
  id,
  choice: { icon: Icon, label, detail, keys },
  selected,
  take,
  point,
}: {
  id: string;
  choice: Choice;
  selected: boolean;
  take: () => void;
  point: () => void;
}) {
  return (
    // The input has the focus and the keys.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      role="option"
      aria-selected={selected}
      className={cx(
        "flex min-h-10 cursor-pointer items-center gap-3 rounded-xl px-3 py-1.5 text-sm",
        selected && "bg-accent-soft text-accent",
      )}
      onClick={take}
      onPointerMove={point}
    >
      <Icon size={18} aria-hidden className="shrink-0" />
      <span className="min-w-0 flex-1 truncate font-medium">
        {label}
        {detail && <span className={cx("ml-2 font-normal", !selected && "text-muted")}>{detail}</span>}
      </span>
      {keys && <Keys keys={keys} />}
    </div>
  );
}

/** What is found without asking the API. */
function useOwnChoices({ groups, store, showKeys }: Omit<Props, "onClose">): Section[] {
  const t = useText();
  const router = useRouter();
  const { isDark } = useTheme();
  const stores = useMyStores();
  const operator = isOperator(useMe());
  const go = (to: string, params = {}) => void router.navigate({ to, params } as never);
  const places = stores
    .filter((one) => one.id !== store?.id)
    .map((one): Choice => ({
      id: `store-${one.slug}`,
      icon: Store,
      label: one.name,
      detail: t(`storeRole.${one.role}`),
      run: () => go("/dashboard/stores/$store", { store: one.slug }),
    }));
  if (operator && store)
    places.unshift({
      id: "marketplace",
      icon: Landmark,
      label: t("nav.operators"),
      run: () => go("/dashboard"),
    });
  return [
    {
      label: t("palette.pages"),
      choices: groups.flatMap((group) =>
        group.items.map((item) => ({
          id: item.to.replaceAll(/\W+/g, "-"),
          icon: item.icon,
          label: t(item.label),
          detail: t(group.label),
          ...(item.key && { keys: ["g", item.key] }),
          run: () => go(item.to, store && { store: store.slug }),
        })),
      ),
    },
    { label: t("palette.places"), choices: places },
    {
      label: t("palette.more"),
      choices: [
        { id: "shop", icon: StoreIcon, label: t("nav.toShop"), run: () => location.assign("/") },
        { id: "account", icon: UserRound, label: t("nav.account"), run: () => location.assign("/account") },
        {
          id: "theme",
          icon: isDark ? Sun : MoonStar,
          label: t(isDark ? "theme.toLight" : "theme.toDark"),
          run: () => setTheme(isDark ? "light" : "dark"),
        },
        { id: "keys", icon: Keyboard, label: t("keys.title"), keys: ["?"], run: showKeys },
      ],
    },
  ];
}

/** What the areas find for the words. */
function useFound(words: string, store: MyStore | undefined): { found: Section[]; isLooking: boolean } {
  const t = useText();
  const router = useRouter();
  const me = useMe();
  const { finders } = useRouteContext({ from: "/dashboard" });
  const asked = finders.filter((finder) => finder.isFor(me, store));
  const results = useQueries({
    queries: asked.map((finder) => ({
      queryKey: ["palette", finder.id, store?.id, words],
      queryFn: () => finder.find(words, store),
      enabled: words.length > 1,
      placeholderData: keepPreviousData,
      staleTime: 30_000,
      retry: false,
    })),
  });
  return {
    isLooking: words.length > 1 && results.some((result) => result.isFetching),
    found: asked.map((finder, index) => ({
      label: t(finder.label),
      choices: ((words.length > 1 && results[index]?.data) || []).map((one, place): Choice => ({
        id: `${finder.id}-${place}`,
        icon: finder.icon,
        label: one.label,
        detail: one.detail,
        run: () => router.history.push(one.href),
      })),
    })),
  };
}
