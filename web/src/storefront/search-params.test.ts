import { describe, expect, it } from "vitest";
import { canonicalUrl } from "@api/first-state.ts";
import { filterCount, parseProductsSearch, refined, toggled, unfiltered } from "./catalog/products-search.ts";
import { parseSearch, stringifySearch } from "@ui/search-params.ts";

const search = (query: string) => parseProductsSearch(parseSearch(query));

describe("an address", () => {
  it("keeps repeated keys and sorts them by name", () => {
    const text = "?category=kitchen&category=garden&inStock=true&minPrice=500&q=blue+cup";
    expect(stringifySearch(search(text))).toBe(text);
    expect(stringifySearch({ b: 2, a: 1, none: undefined, empty: "" })).toBe("?a=1&b=2");
    expect(stringifySearch({})).toBe("");
  });

  it("is written like the API's canonical URL", () => {
    const url = new URL("http://shop.test/api/v1/products?q=blue%20cup&category=b&category=a");
    expect(canonicalUrl(url)).toBe("/api/v1/products?category=b&category=a&q=blue+cup");
    expect(canonicalUrl(new URL("http://shop.test/api/v1/categories"))).toBe("/api/v1/categories");
  });
});

describe("parseProductsSearch", () => {
  it("takes what the API takes", () => {
    expect(
      search(
        "?q=cup&category=a&category=b&store=kiln&minPrice=0&maxPrice=9900&inStock=true&sort=price_asc&cursor=x",
      ),
    ).toEqual({
      q: "cup",
      category: ["a", "b"],
      store: "kiln",
      minPrice: 0,
      maxPrice: 9900,
      inStock: true,
      sort: "price_asc",
      cursor: "x",
    });
  });

  it("leaves out what the API would refuse", () => {
    expect(search("?q=&minPrice=abc&maxPrice=-1&inStock=false&sort=cheap&utm_source=mail")).toEqual({});
    expect(search(`?q=${"x".repeat(201)}&q2=1&minPrice=1e3`)).toEqual({});
    expect(search("?minPrice=12.5&cursor=")).toEqual({});
  });

  it("keeps digits typed into the search field as words", () => {
    expect(search("?q=501")).toEqual({ q: "501" });
  });
});

describe("filters", () => {
  it("start from the first page when something changes", () => {
    expect(refined(search("?q=cup&cursor=x"), { inStock: true })).toEqual({
      q: "cup",
      inStock: true,
    });
    expect(refined(search("?category=a&cursor=x"), { category: undefined })).toEqual({});
  });

  it("are cleared without losing words, store and order", () => {
    expect(unfiltered(search("?q=cup&store=kiln&sort=newest&category=a&minPrice=1&inStock=true"))).toEqual({
      q: "cup",
      store: "kiln",
      sort: "newest",
    });
  });

  it("are toggled and counted", () => {
    expect(toggled(["a"], "b")).toEqual(["a", "b"]);
    expect(toggled(["a"], "a")).toBeUndefined();
    expect(filterCount(search("?category=a&category=b&minPrice=1&maxPrice=2&inStock=true"))).toBe(4);
  });
});
