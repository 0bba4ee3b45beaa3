import { $api, bodyOf, client, queryClient } from "@api/client.ts";
import type { ImportDetail, ImportPlan } from "@api/types.ts";
import type { ImportSearch, ImportsSearch } from "./imports-search.ts";

/** A page of the store's imports, the newest first. */
export const importsQuery = (storeId: string, search: ImportsSearch) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/imports", {
    params: { path: { storeId }, query: { limit: 25, ...search } },
  }),
  staleTime: 0,
});

export const importQuery = (storeId: string, importId: string) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/imports/{importId}", {
    params: { path: { storeId, importId } },
  }),
  staleTime: 0,
});

export const problemsQuery = (storeId: string, importId: string, search: ImportSearch) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/imports/{importId}/problems", {
    params: { path: { storeId, importId }, query: { limit: 50, ...search } },
  }),
  staleTime: 0,
});

const ofImports = ({ queryKey }: { queryKey: readonly unknown[] }) =>
  typeof queryKey[1] === "string" && queryKey[1].startsWith("/stores/{storeId}/imports");

/** Asks again for everything that is shown of imports. */
export const refreshImports = () => queryClient.invalidateQueries({ predicate: ofImports });

/** Sends the file as it is; the browser reads it while it is sent. */
export async function uploadFile(storeId: string, file: File): Promise<ImportDetail> {
  const detail = await bodyOf(
    client.POST("/stores/{storeId}/imports", {
      params: { path: { storeId }, query: { fileName: file.name.slice(0, 200) || "products.csv" } },
      headers: { "Content-Type": "text/csv" },
      // The contract's type of a binary body is a text.
      body: file as unknown as string,
      bodySerializer: (body) => body as unknown as BodyInit,
    }),
  );
  void refreshImports();
  return detail;
}

export async function begin(
  storeId: string,
  importId: string,
  what: "dry-run" | "start",
  plan: ImportPlan,
): Promise<void> {
  const options = { params: { path: { storeId, importId } }, body: plan };
  const detail = await bodyOf(
    what === "start"
      ? client.POST("/stores/{storeId}/imports/{importId}/start", options)
      : client.POST("/stores/{storeId}/imports/{importId}/dry-run", options),
  );
  show(storeId, detail);
}

export async function cancelImport(storeId: string, importId: string): Promise<void> {
  show(
    storeId,
    await bodyOf(
      client.POST("/stores/{storeId}/imports/{importId}/cancel", { params: { path: { storeId, importId } } }),
    ),
  );
}

function show(storeId: string, detail: ImportDetail): void {
  queryClient.setQueryData(importQuery(storeId, detail.import.id).queryKey, detail);
  void refreshImports();
}

/** A file of the API, with what it is called. */
type Saved = { name: string; content: Blob };

async function fileOf(call: Promise<{ data?: unknown; response: Response }>): Promise<Saved> {
  const { data, response } = await call;
  const told = /filename="?([^";]+)"?/.exec(response.headers.get("Content-Disposition") ?? "")?.[1];
  return { name: told ?? "products.csv", content: data as Blob };
}

export const reportFile = (storeId: string, importId: string) =>
  fileOf(
    client.GET("/stores/{storeId}/imports/{importId}/report.csv", {
      params: { path: { storeId, importId } },
      parseAs: "blob",
    }),
  );

export const productsFile = (storeId: string) =>
  fileOf(
    client.GET("/stores/{storeId}/exports/products.csv", { params: { path: { storeId } }, parseAs: "blob" }),
  );
