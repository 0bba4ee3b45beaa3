import { parseSearch } from "@ui/search-params.ts";
import { describe, expect, it } from "vitest";
import { askSearch } from "./ask-search.ts";
import { LONGEST, usersSearch } from "./users-search.ts";

describe("the address of the accounts", () => {
  it("says words, role and page", () => {
    expect(usersSearch(parseSearch("q=+ada+&role=admin&cursor=abc"))).toEqual({
      q: "ada",
      role: "admin",
      cursor: "abc",
    });
  });

  it("is read without what the API would refuse", () => {
    expect(usersSearch(parseSearch("q=++&role=king&role=admin"))).toEqual({});
    expect(usersSearch({ q: "a".repeat(LONGEST + 1) }).q).toHaveLength(LONGEST);
  });
});

describe("the address of an account", () => {
  it("asks about what can be done, and about nothing else", () => {
    expect(askSearch({ ask: "block" })).toEqual({ ask: "block" });
    expect(askSearch({ ask: "erase" })).toEqual({});
  });
});
