import type { CategoryNode } from "@api/types.ts";

/** Categories as a list to choose from: each with the way to it, in the order of the tree. */
export function categoryChoices(
  categories: readonly CategoryNode[],
): { id: string; name: string; path: string }[] {
  const children = new Map<string | undefined, CategoryNode[]>();
  for (const one of categories) children.set(one.parentId, [...(children.get(one.parentId) ?? []), one]);
  const walk = (parent: string | undefined, way: string, depth: number): ReturnType<typeof categoryChoices> =>
    depth > 20
      ? []
      : (children.get(parent) ?? []).flatMap((one) => {
          const path = way ? `${way} › ${one.name}` : one.name;
          return [{ id: one.id, name: one.name, path }].concat(walk(one.id, path, depth + 1));
        });
  return walk(undefined, "", 0);
}
