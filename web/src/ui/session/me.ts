import { $api, queryClient } from "@api/client.ts";
import type { Me } from "@api/types.ts";
import { useSuspenseQuery } from "@tanstack/react-query";

/** Who is signed in. */
export const meQuery = () => $api.queryOptions("get", "/me");

/** Who is signed in; below the pages that need somebody to be. */
export const useMe = (): Me => useSuspenseQuery(meQuery()).data;

/** Puts a newer answer in the place of what is known. */
export const setMe = (me: Me) => queryClient.setQueryData(meQuery().queryKey, me);

/** Asks again after something that changes the account. */
export const refreshMe = () => queryClient.invalidateQueries({ queryKey: meQuery().queryKey });
