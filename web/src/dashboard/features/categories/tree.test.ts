import type { CategoryNode } from "@api/types.ts";
import { expect, it } from "vitest";
import { branches, placesFor } from "./tree.ts";

const node = (id: string, parentId?: string): CategoryNode => ({
  id,
  name: id.toUpperCase(),
  slug: id,
  position: 0,
  version: 1,
  productCount: 0,
  attributes: [],
  ...(parentId && { parentId }),
});
const all = branches([node("a"), node("b"), node("a1", "a"), node("a2", "a"), node("a11", "a1")]);

it("lists the tree with depths, places and ways", () => {
  expect(all.map(({ id, depth, place, siblings }) => `${id} ${depth} ${place}/${siblings}`)).toEqual([
    "a 0 0/2",
    "a1 1 0/2",
    "a11 2 0/1",
    "a2 1 1/2",
    "b 0 1/2",
  ]);
  expect(all[2]?.path).toBe("A › A1 › A11");
});

it("lets a category go everywhere but below itself", () => {
  expect(placesFor(all, "a1").map((one) => one.id)).toEqual(["a", "a2", "b"]);
  expect(placesFor(all, "a").map((one) => one.id)).toEqual(["b"]);
  expect(placesFor(all, "b").map((one) => one.id)).toEqual(["a", "a1", "a11", "a2"]);
});
