import { expect, it } from "vitest";
import { productsSearch } from "./products-search.ts";

it("leaves out of the address what the API would not take", () => {
  const fits = {
    q: "lamp",
    status: "draft",
    categoryId: "01a20684-a1f9-739f-be04-3fac48a423b1",
    tag: "new",
    stock: "out",
    sort: "name",
    cursor: "abc",
  };
  expect(productsSearch(fits)).toEqual(fits);
  expect(
    productsSearch({ q: " ", status: "sold", categoryId: "x", stock: "1", sort: "price", extra: 1 }),
  ).toEqual({});
});
