import { $api, bodyOf, client, queryClient } from "@api/client.ts";
import type { Attribute, CategoryNode } from "@api/types.ts";

/** Every category, with its attributes and how much is in it. */
export const categoriesQuery = () => ({ ...$api.queryOptions("get", "/admin/categories"), staleTime: 0 });

export const refreshCategories = () =>
  queryClient.invalidateQueries({ queryKey: categoriesQuery().queryKey });

async function after<T>(doing: Promise<T>): Promise<T> {
  const done = await doing;
  await refreshCategories();
  return done;
}

const at = (categoryId: string) => ({ params: { path: { categoryId } } });
const ifMatch = (version: number) => ({ "If-Match": `"${version}"` });

export const createCategory = (name: string, parentId: string | undefined): Promise<CategoryNode> =>
  after(bodyOf(client.POST("/admin/categories", { body: { name, ...(parentId && { parentId }) } })));

export const renameCategory = ({ id, version }: CategoryNode, body: { name: string; slug: string }) =>
  after(
    bodyOf(
      client.PUT("/admin/categories/{categoryId}", {
        params: { path: { categoryId: id }, header: ifMatch(version) },
        body,
      }),
    ),
  );

export const moveCategory = (categoryId: string, parentId: string | undefined, position: number) =>
  after(
    bodyOf(
      client.POST("/admin/categories/{categoryId}/move", {
        ...at(categoryId),
        body: { position, ...(parentId && { parentId }) },
      }),
    ),
  );

export const deleteCategory = (categoryId: string, moveTo: string | undefined) =>
  after(
    client.DELETE("/admin/categories/{categoryId}", {
      params: { path: { categoryId }, query: moveTo ? { moveTo } : {} },
    }),
  );

export type AttributeValues = Pick<Attribute, "name" | "kind" | "choices" | "required" | "filterable"> & {
  unit: string;
};

const inputOf = ({ name, kind, unit, choices, required, filterable }: AttributeValues, position: number) => ({
  name,
  kind,
  required,
  filterable,
  position,
  ...(kind === "number" && unit && { unit }),
  ...(kind === "choice" && { choices }),
});

export const createAttribute = (categoryId: string, values: AttributeValues, position: number) =>
  after(
    bodyOf(
      client.POST("/admin/categories/{categoryId}/attributes", {
        ...at(categoryId),
        body: inputOf(values, position),
      }),
    ),
  );

export const replaceAttribute = ({ id, version, position }: Attribute, values: AttributeValues) =>
  after(
    bodyOf(
      client.PUT("/admin/attributes/{attributeId}", {
        params: { path: { attributeId: id }, header: ifMatch(version) },
        body: inputOf(values, position),
      }),
    ),
  );

export const deleteAttribute = (attributeId: string) =>
  after(client.DELETE("/admin/attributes/{attributeId}", { params: { path: { attributeId } } }));
