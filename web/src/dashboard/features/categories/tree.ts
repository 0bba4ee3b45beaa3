import type { CategoryNode } from "@api/types.ts";

export type Branch = CategoryNode & { depth: number; siblings: number; place: number; path: string };

/** The categories in the order of the tree, each with how deep it is and its place among its siblings. */
export function branches(categories: readonly CategoryNode[]): Branch[] {
  const children = new Map<string | undefined, CategoryNode[]>();
  for (const one of categories) children.set(one.parentId, [...(children.get(one.parentId) ?? []), one]);
  const out: Branch[] = [];
  const walk = (parent: string | undefined, depth: number, way: string) => {
    const level = children.get(parent) ?? [];
    level.forEach((one, place) => {
      const path = way ? `${way} › ${one.name}` : one.name;
      out.push({ ...one, depth, siblings: level.length, place, path });
      if (depth < 20) walk(one.id, depth + 1, path);
    });
  };
  walk(undefined, 0, "");
  return out;
}

/** Where a category can go: everywhere but into itself and what is below it. */
export function placesFor(all: readonly Branch[], id: string): Branch[] {
  const at = all.findIndex((one) => one.id === id);
  const own = all[at];
  if (!own) return [...all];
  const end = all.findIndex((one, index) => index > at && one.depth <= own.depth);
  return all.filter((_, index) => index < at || (end >= 0 && index >= end));
}
