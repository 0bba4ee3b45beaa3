import { $api, queryClient } from "@api/client.ts";
import type { MyStore, StoreRole } from "@api/types.ts";
import { local, readStored, writeStored } from "@ui/storage.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { NotForYou } from "./guard.ts";

/** The stores in whose team one is. */
export const myStoresQuery = () => $api.queryOptions("get", "/me/stores");

export const useMyStores = (): MyStore[] => useSuspenseQuery(myStoresQuery()).data.items;

/** Asks again, after a store was opened, renamed or left. */
export const refreshMyStores = () => queryClient.refetchQueries({ queryKey: myStoresQuery().queryKey });

/** The store that a page below `/dashboard/stores/$store` is about, with one's role in it. */
export function useStore(): MyStore {
  const { store } = useParams({ from: "/dashboard/stores/$store" });
  return requireStore(useMyStores(), store);
}

/** The same where there may be no store: in the frame. */
export function useStoreIfAny(): MyStore | undefined {
  const { store } = useParams({ strict: false });
  return useMyStores().find((one) => one.slug === store);
}

/** The store of the address; throws NotForYou for one in whose team one is not. */
export function requireStore(stores: MyStore[], slug: string): MyStore {
  const store = stores.find((one) => one.slug === slug);
  if (!store) throw new NotForYou("this store is for others");
  return store;
}

const RANKS = ["staff", "manager", "owner"] as const satisfies StoreRole[];

/** Whether a role may do what `least` may. */
export const atLeast = (role: StoreRole, least: StoreRole) => RANKS.indexOf(role) >= RANKS.indexOf(least);

const LATEST = "rialto.store";

/** Keeps which store one works at, for the next visit. */
export const rememberStore = (slug: string) => writeStored(local, LATEST, slug);

/** The store one worked at last, else the first; undefined without any. */
export function latestStore(stores: MyStore[]): MyStore | undefined {
  const slug = readStored<string>(local, LATEST);
  return stores.find((one) => one.slug === slug) ?? stores[0];
}
