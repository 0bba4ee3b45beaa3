import { describe, expect, it } from "vitest";
import { allStoresSearch } from "./all-stores-search.ts";

describe("the address of all stores", () => {
  it("says what to look for", () => {
    const search = { status: "suspended", q: "lamp", sort: "oldest", cursor: "abc" } as const;
    expect(allStoresSearch(search)).toEqual(search);
  });

  it("leaves out what the API would not take", () => {
    expect(allStoresSearch({ status: "lost", q: "  ", sort: "newest", cursor: "", page: "2" })).toEqual({});
    expect(allStoresSearch({ q: "x".repeat(300) }).q).toHaveLength(200);
  });
});
