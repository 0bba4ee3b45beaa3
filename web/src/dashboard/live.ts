import { queryClient } from "@api/client.ts";
import { follow } from "@api/live.ts";
import type { Import, LiveNotice } from "@api/types.ts";
import { isRunning, waitsForPictures } from "./features/imports/states.ts";
import type { router as Router } from "./router.tsx";

type Kind = Exclude<LiveNotice["type"], "all">;

/** What pages show of each kind of things, by the paths of the operations that read it. */
const SHOWN: Record<Kind, RegExp> = {
  order: /^\/stores\/\{storeId\}\/order(s|-counts)|^\/admin\/orders/,
  stock: /^\/stores\/\{storeId\}\/inventory/,
  store: /^\/admin\/stores|^\/me\/stores|^\/stores\/\{storeId\}\/(profile|onboarding)/,
  import: /^\/stores\/\{storeId\}\/imports/,
  jobs: /^\/admin\/job/,
};

/** How often to look at it while nothing is told, in milliseconds. */
const LOOK_EVERY: Record<Kind, number> = {
  order: 20_000,
  stock: 60_000,
  store: 60_000,
  import: 30_000,
  jobs: 10_000,
};
const RUNNING_IMPORT_MS = 2000;

type Query = { queryKey: readonly unknown[]; state: { data?: unknown } };

const shows = ({ queryKey: [, path] }: Query, kind: Kind) =>
  typeof path === "string" && SHOWN[kind].test(path);
const KINDS = Object.keys(SHOWN) as Kind[];

/** Paths that answer with imports; others below them do not. */
const IMPORTS = /^\/stores\/\{storeId\}\/imports(\/\{importId\})?$/;

function hasRunningImport({ queryKey: [, path], state }: Query): boolean {
  if (typeof path !== "string" || !IMPORTS.test(path)) return false;
  const { import: one, items = [] } = (state.data ?? {}) as { import?: Import; items?: Import[] };
  return (one ? [one] : items).some((each) => isRunning(each) || waitsForPictures(each));
}

/** How soon to look again at what is on the page. */
export function pollEvery(queries: readonly Query[]): number | false {
  const paces = queries.flatMap((query) =>
    KINDS.filter((kind) => shows(query, kind)).map((kind) =>
      kind === "import" && hasRunningImport(query) ? RUNNING_IMPORT_MS : LOOK_EVERY[kind],
    ),
  );
  return paces.length > 0 && Math.min(...paces);
}

/** Whether a query is about one of the notices. */
export const concerns = (query: Query, notices: readonly LiveNotice[]) =>
  KINDS.some((kind) => shows(query, kind) && notices.some(({ type }) => type === kind || type === "all"));

type Match = { routeId: string; params: { store?: string }; status: string };

/** Where a page is told what happens: in its store, or in the marketplace. Who may not see the page is told nothing. */
export function eventsOf(matches: readonly Match[]): string | undefined {
  if (!matches.every(({ status }) => status === "success")) return undefined;
  const store = matches.find(({ params }) => params.store)?.params.store;
  if (store && matches.some(({ routeId }) => routeId.startsWith("/dashboard/stores/$store")))
    return `/stores/${encodeURIComponent(store)}/events`;
  return matches.some(({ routeId }) => routeId.startsWith("/dashboard/operators"))
    ? "/admin/events"
    : undefined;
}

/** Keeps every page of the dashboard as things are: each follows what happens where it is. */
export function followPages(router: typeof Router): void {
  let followed: string | undefined;
  let stop: (() => void) | undefined;
  const move = () => {
    const path = eventsOf(router.state.matches as readonly Match[]);
    if (path === followed) return;
    stop?.();
    stop = undefined;
    followed = path;
    if (path)
      stop = follow({
        path,
        read: (notices) => queryClient.invalidateQueries({ predicate: (query) => concerns(query, notices) }),
        pollEvery: () => pollEvery(queryClient.getQueryCache().findAll({ type: "active" })),
      });
  };
  router.subscribe("onResolved", move);
  move();
}
