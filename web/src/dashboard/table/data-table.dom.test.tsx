import { startLocale } from "@ui/i18n.ts";
import { meQuery } from "@ui/session/me.ts";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
  useSearch,
} from "@tanstack/react-router";
import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { parseSearch, stringifySearch } from "@ui/search-params.ts";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Column } from "./column.ts";
import { DataTable } from "./data-table.tsx";
import type { Filter } from "./filter.ts";

beforeAll(() =>
  startLocale([
    { en: () => import("@ui/locales/en.ts"), de: () => import("@ui/locales/de.ts") },
    { en: () => import("../locales/en.ts"), de: () => import("../locales/de.ts") },
  ]),
);
beforeEach(() => localStorage.clear());
afterEach(cleanup);

type Mug = { id: string; name: string; price: number };
const PAGES: Record<string, Mug[]> = {
  "": [
    { id: "1", name: "Blue mug", price: 12 },
    { id: "2", name: "Red mug", price: 9 },
    { id: "3", name: "Tall mug", price: 15 },
  ],
  two: [{ id: "4", name: "Small mug", price: 7 }],
};
const COLUMNS: Column<Mug>[] = [
  { id: "name", title: "Name", card: "title", cell: (mug) => <a href={`#${mug.id}`}>{mug.name}</a> },
  {
    id: "price",
    title: "Price",
    align: "end",
    sort: { up: "price_asc", down: "price_desc" },
    cell: (mug) => mug.price,
  },
  { id: "id", title: "Number", hidden: true, cell: (mug) => `no ${mug.id}` },
];
const FILTERS: Filter[] = [
  { kind: "search", name: "q", label: "Search mugs" },
  { kind: "choice", name: "state", label: "State", options: [{ value: "sold", label: "Sold" }] },
];

/** Shows a table at an address, wide or as on a phone. */
async function show(address = "/", isWide = true, only?: Mug[]) {
  vi.stubGlobal("matchMedia", () => ({ matches: isWide, addEventListener() {}, removeEventListener() {} }));
  const taken = vi.fn<(ids: readonly string[]) => void>();
  function Page() {
    const { cursor = "", q } = useSearch({ strict: false }) as { cursor?: string; q?: string };
    const rows = only ?? (q === "none" ? [] : (PAGES[cursor] ?? []));
    return (
      <DataTable
        id="mugs"
        label="Mugs"
        columns={COLUMNS}
        rows={rows}
        rowId={(mug) => mug.id}
        filters={FILTERS}
        next={cursor ? null : "two"}
        total={4}
        bulk={({ ids, all }) => <button onClick={() => taken(all ? ["*"] : ids)}>Take</button>}
        empty={<p>No mugs yet</p>}
      />
    );
  }
  const client = new QueryClient();
  client.setQueryData(meQuery().queryKey, { id: "u1" });
  const router = createRouter({
    routeTree: createRootRoute({ component: Page }),
    history: createMemoryHistory({ initialEntries: [address] }),
    parseSearch,
    stringifySearch,
  });
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  await screen.findByRole("button", { name: "Views" });
  return { user: userEvent.setup(), taken, address: () => router.state.location.searchStr };
}

describe("a table", () => {
  it("keeps order and filters in the address, and begins anew with the first page", async () => {
    const { user, address } = await show("/?cursor=two");
    await user.click(screen.getByRole("button", { name: "Price" }));
    await waitFor(() => expect(address()).toBe("?sort=price_asc"));
    expect(screen.getByRole("columnheader", { name: "Price" }).getAttribute("aria-sort")).toBe("ascending");
    await user.click(screen.getByRole("button", { name: "Price" }));
    await waitFor(() => expect(address()).toBe("?sort=price_desc"));
    await user.selectOptions(screen.getByRole("combobox", { name: "State" }), "Sold");
    await waitFor(() => expect(address()).toBe("?sort=price_desc&state=sold"));
    await user.click(screen.getByRole("button", { name: "Without State: Sold" }));
    await waitFor(() => expect(address()).toBe("?sort=price_desc"));
  });

  it("keeps rows ticked from page to page", async () => {
    const { user, taken } = await show();
    await user.click(screen.getByRole("checkbox", { name: "Select row 2" }));
    await user.click(screen.getByRole("link", { name: "Next page" }));
    await user.click(await screen.findByRole("checkbox", { name: "Select row 1" }));
    expect(screen.getByText("2 selected")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Take" }));
    expect(taken).toHaveBeenCalledWith(["2", "4"]);
    await user.click(screen.getByRole("button", { name: "Clear" }));
    expect(screen.queryByRole("button", { name: "Take" })).toBeNull();
  });

  it("offers everything that fits once the whole page is ticked", async () => {
    const { user, taken } = await show();
    await user.click(screen.getByRole("checkbox", { name: "Select all on this page" }));
    await user.click(screen.getByRole("button", { name: "Select all 4" }));
    await user.click(screen.getByRole("button", { name: "Take" }));
    expect(taken).toHaveBeenCalledWith(["*"]);
  });

  it("shows the columns that a person chose, also next time", async () => {
    const { user } = await show();
    expect(screen.queryByText("no 1")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Columns" }));
    await user.click(screen.getByRole("checkbox", { name: "Number" }));
    expect(screen.getByText("no 1")).toBeTruthy();
    cleanup();
    await show();
    expect(screen.getByText("no 1")).toBeTruthy();
  });

  it("keeps a view under a name", async () => {
    const { user, address } = await show("/?state=sold");
    await user.click(screen.getByRole("button", { name: "Views" }));
    await user.type(screen.getByRole("textbox", { name: "Name of this view" }), "Gone{Enter}");
    await user.click(screen.getByRole("button", { name: "Without State: Sold" }));
    await waitFor(() => expect(address()).toBe(""));
    await user.click(screen.getByRole("button", { name: "Gone" }));
    await waitFor(() => expect(address()).toBe("?state=sold"));
  });

  it("says that nothing fits, and what it is for when there is nothing", async () => {
    const { user, address } = await show("/");
    await user.type(screen.getByRole("searchbox", { name: "Search mugs" }), "none{Enter}");
    await user.click(await screen.findByRole("button", { name: "Clear all filters" }));
    await waitFor(() => expect(address()).toBe(""));
    cleanup();
    await show("/?kind=all", true, []);
    expect(screen.getByText("No mugs yet")).toBeTruthy();
  });

  it("goes from row to row with the arrow keys", async () => {
    const { user } = await show();
    screen.getByRole("link", { name: "Blue mug" }).focus();
    await user.keyboard("{ArrowDown}");
    expect(document.activeElement?.textContent).toBe("Red mug");
    await user.keyboard("{ArrowUp}");
    expect(document.activeElement?.textContent).toBe("Blue mug");
  });

  it("is a list of cards on a phone", async () => {
    await show("/", false);
    const cards = within(screen.getByRole("list", { name: "Mugs" })).getAllByRole("listitem");
    expect(cards).toHaveLength(3);
    expect(cards[0]?.textContent).toBe("Blue mugPrice12");
  });
});
