import { parseSearch } from "@ui/search-params.ts";
import { describe, expect, it } from "vitest";
import { importSearch, importsSearch } from "./imports-search.ts";

describe("the address of an import", () => {
  it("says which lines of the report are shown", () => {
    expect(importSearch(parseSearch("kind=warning&cursor=x"))).toEqual({ kind: "warning", cursor: "x" });
  });

  it("is read without what the API would refuse", () => {
    expect(importSearch(parseSearch("kind=error&cursor="))).toEqual({});
    expect(importsSearch(parseSearch("cursor=a&cursor=b"))).toEqual({});
  });
});
