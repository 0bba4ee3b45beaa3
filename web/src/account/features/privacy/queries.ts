import { $api, bodyOf, client, queryClient } from "@api/client.ts";
import type { Export } from "@api/types.ts";

export const consentsQuery = () => $api.queryOptions("get", "/me/consents");

/** Copies of one's data. While one is being made they are asked for again every three seconds. */
export const exportsQuery = () => {
  const options = $api.queryOptions("get", "/me/exports");
  return {
    ...options,
    staleTime: 0,
    refetchInterval: (query: { state: { data?: { items: Export[] } | undefined } }) =>
      query.state.data?.items.some((one) => one.status === "preparing") ? 3000 : false,
  };
};

/** Gives or withdraws the consent to the newsletter. */
export async function setNewsletter(granted: boolean): Promise<void> {
  const consents = await bodyOf(
    client.PUT("/me/consents/{purpose}", { params: { path: { purpose: "newsletter" } }, body: { granted } }),
  );
  queryClient.setQueryData(consentsQuery().queryKey, consents);
}

export async function requestExport(): Promise<void> {
  await bodyOf(client.POST("/me/exports"));
  await queryClient.invalidateQueries({ queryKey: exportsQuery().queryKey });
}

/** The file of an export. A link could not carry the token that opens it. */
export async function downloadExport(exportId: string): Promise<Blob> {
  return bodyOf(
    client.GET("/me/exports/{exportId}/download", { params: { path: { exportId } }, parseAs: "blob" }),
  );
}

/** Erases the account. It cannot be undone. */
export async function eraseAccount(): Promise<void> {
  await client.DELETE("/me");
}
