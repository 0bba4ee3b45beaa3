import { $api, client, queryClient } from "@api/client.ts";
import { ApiError } from "@api/problem.ts";
import type { SavedAddress } from "@api/types.ts";
import { addressOf } from "@ui/address.ts";
import { meQuery } from "@ui/session/me.ts";
import { type CheckoutValues, KINDS } from "./checkout-form.ts";

/** Who buys with an account, and the addresses that are kept in it. */
export type Buyer = { email: string; name: string; addresses: SavedAddress[] };

const addressesQuery = () => ({ ...$api.queryOptions("get", "/me/addresses"), staleTime: 0 });

/** Who is signed in. Null when nobody is, or when that cannot be found out: then one buys as a guest does. */
export async function loadBuyer(): Promise<Buyer | null> {
  try {
    const [me, addresses] = await Promise.all([
      queryClient.fetchQuery(meQuery()),
      queryClient.fetchQuery(addressesQuery()),
    ]);
    return { email: me.email, name: me.name, addresses: addresses.items };
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

/** Keeps in the account what was typed and is to be kept. */
export async function keepAddresses(values: CheckoutValues): Promise<void> {
  for (const kind of KINDS) {
    if (!values.keep[kind] || values.from[kind] || (kind === "billing" && values.billingSame)) continue;
    const body = { address: addressOf(values[kind]), defaultShipping: false, defaultBilling: false };
    // oxlint-disable-next-line no-await-in-loop -- the first address of an account becomes its default
    await client.POST("/me/addresses", { body });
  }
}
