import { $api, bodyOf, client, queryClient } from "@api/client.ts";
import type { SavedAddress } from "@api/types.ts";

export const addressesQuery = () => $api.queryOptions("get", "/me/addresses");

/** An address and what it is the default for. */
export type AddressDraft = Omit<SavedAddress, "id">;

const again = () => queryClient.invalidateQueries({ queryKey: addressesQuery().queryKey });
const path = (addressId: string) => ({ params: { path: { addressId } } });

/** Keeps a new address, or replaces the one with the id. */
export async function saveAddress(id: string | undefined, draft: AddressDraft): Promise<void> {
  if (id) await bodyOf(client.PUT("/me/addresses/{addressId}", { ...path(id), body: draft }));
  else await bodyOf(client.POST("/me/addresses", { body: draft }));
  await again();
}

export async function removeAddress(id: string): Promise<void> {
  await client.DELETE("/me/addresses/{addressId}", path(id));
  await again();
}
