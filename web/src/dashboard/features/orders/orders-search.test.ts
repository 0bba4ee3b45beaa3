import { parseSearch } from "@ui/search-params.ts";
import { describe, expect, it } from "vitest";
import { allOrdersSearch, storeOrdersSearch } from "./orders-search.ts";

describe("the address of a list of orders", () => {
  it("says state, words and page", () => {
    expect(storeOrdersSearch(parseSearch("status=processing&q=100042&cursor=x"))).toEqual({
      status: "processing",
      q: "100042",
      cursor: "x",
    });
    expect(allOrdersSearch(parseSearch("status=paid&q=ada%40example.org"))).toEqual({
      status: "paid",
      q: "ada@example.org",
    });
  });

  it("is read without what the API would refuse", () => {
    expect(storeOrdersSearch(parseSearch(`status=paid&q=${"x".repeat(101)}&cursor=`))).toEqual({});
    expect(allOrdersSearch(parseSearch("status=processing&q=%20&status=paid"))).toEqual({});
  });
});
