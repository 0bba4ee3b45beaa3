import { $api, bodyOf, client, queryClient } from "@api/client.ts";
import type { paths } from "@api/schema";
import type { AllStoresSearch } from "./all-stores-search.ts";

type Body<Path extends keyof paths, Method extends "put" | "patch"> =
  paths[Path] extends Record<Method, { requestBody: { content: { "application/json": infer Sent } } }>
    ? Sent
    : never;

const of = (storeId: string) => ({ params: { path: { storeId } } });
/** The header that names the version which is changed. */
const changing = (storeId: string, version: number) => ({
  params: { path: { storeId }, header: { "If-Match": `"${version}"` } },
});

export const profileQuery = (storeId: string) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/profile", of(storeId)),
  staleTime: 0,
});

export const businessQuery = (storeId: string) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/business", of(storeId)),
  staleTime: 0,
});

export const payoutQuery = (storeId: string) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/payout-account", of(storeId)),
  staleTime: 0,
});

export const onboardingQuery = (storeId: string) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/onboarding", of(storeId)),
  staleTime: 0,
});

export const membersQuery = (storeId: string) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/members", of(storeId)),
  staleTime: 0,
});

export const invitationsQuery = (storeId: string) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/invitations", of(storeId)),
  staleTime: 0,
});

/** The version that is shown: a change is made to it. */
const versionIn = (query: { queryKey: readonly unknown[] }) =>
  queryClient.getQueryData<{ version: number }>(query.queryKey)?.version ?? 0;

const again = (storeId: string) =>
  queryClient.invalidateQueries({ queryKey: onboardingQuery(storeId).queryKey });

export async function saveProfile(storeId: string, body: Body<"/stores/{storeId}/profile", "patch">) {
  const query = profileQuery(storeId);
  const saved = await bodyOf(
    client.PATCH("/stores/{storeId}/profile", { ...changing(storeId, versionIn(query)), body }),
  );
  queryClient.setQueryData(query.queryKey, saved);
  void again(storeId);
  return saved;
}

export async function saveHoliday(storeId: string, body: Body<"/stores/{storeId}/holiday", "put">) {
  const query = profileQuery(storeId);
  const saved = await bodyOf(
    client.PUT("/stores/{storeId}/holiday", { ...changing(storeId, versionIn(query)), body }),
  );
  queryClient.setQueryData(query.queryKey, saved);
  return saved;
}

export async function saveBusiness(storeId: string, body: Body<"/stores/{storeId}/business", "put">) {
  const query = businessQuery(storeId);
  const saved = await bodyOf(
    client.PUT("/stores/{storeId}/business", { ...changing(storeId, versionIn(query)), body }),
  );
  queryClient.setQueryData(query.queryKey, saved);
  void again(storeId);
  return saved;
}

export async function savePayout(storeId: string, body: Body<"/stores/{storeId}/payout-account", "put">) {
  const query = payoutQuery(storeId);
  const saved = await bodyOf(
    client.PUT("/stores/{storeId}/payout-account", { ...changing(storeId, versionIn(query)), body }),
  );
  queryClient.setQueryData(query.queryKey, saved);
  void again(storeId);
}

export async function acceptTerms(storeId: string, version: string) {
  const now = await bodyOf(
    client.PUT("/stores/{storeId}/onboarding/terms", { ...of(storeId), body: { version } }),
  );
  queryClient.setQueryData(onboardingQuery(storeId).queryKey, now);
}

export async function confirmStep(storeId: string, stepKey: string, done: boolean) {
  const now = await bodyOf(
    client.PUT("/stores/{storeId}/onboarding/steps/{stepKey}", {
      params: { path: { storeId, stepKey } },
      body: { done },
    }),
  );
  queryClient.setQueryData(onboardingQuery(storeId).queryKey, now);
}

export async function submitStore(storeId: string) {
  const now = await bodyOf(client.POST("/stores/{storeId}/onboarding/submit", of(storeId)));
  queryClient.setQueryData(onboardingQuery(storeId).queryKey, now);
}

export const applyForStore = (name: string, slug: string) =>
  bodyOf(client.POST("/stores", { body: { name, ...(slug && { slug }) } }));

export async function closeStore(storeId: string, confirm: string) {
  const saved = await bodyOf(client.POST("/stores/{storeId}/close", { ...of(storeId), body: { confirm } }));
  queryClient.setQueryData(profileQuery(storeId).queryKey, saved);
}

/** Asks again who works for a store and who is invited. */
export const refreshTeam = (storeId: string) =>
  Promise.all([
    queryClient.invalidateQueries({ queryKey: membersQuery(storeId).queryKey }),
    queryClient.invalidateQueries({ queryKey: invitationsQuery(storeId).queryKey }),
  ]);

/** A page of stores in any state. */
export const allStoresQuery = (search: AllStoresSearch, limit = 50) => ({
  ...$api.queryOptions("get", "/admin/stores", { params: { query: { limit, ...search } } }),
  staleTime: 0,
});

export const anyStoreQuery = (storeId: string) => ({
  ...$api.queryOptions("get", "/admin/stores/{storeId}", of(storeId)),
  staleTime: 0,
});

export const featuredQuery = () => ({ ...$api.queryOptions("get", "/admin/featured-stores"), staleTime: 0 });

export const settingsQuery = () => ({ ...$api.queryOptions("get", "/admin/settings"), staleTime: 0 });

export async function saveSettings(body: Body<"/admin/settings", "put">) {
  const query = settingsQuery();
  const saved = await bodyOf(
    client.PUT("/admin/settings", { params: { header: { "If-Match": `"${versionIn(query)}"` } }, body }),
  );
  queryClient.setQueryData(query.queryKey, saved);
  return saved;
}

export async function saveFeatured(storeIds: string[]) {
  const query = featuredQuery();
  const saved = await bodyOf(
    client.PUT("/admin/featured-stores", {
      params: { header: { "If-Match": `"${versionIn(query)}"` } },
      body: { storeIds },
    }),
  );
  queryClient.setQueryData(query.queryKey, saved);
}

/** What an operator decides about a store, shown at once. */
export async function decide(
  storeId: string,
  what: "approve" | "reinstate" | "refuse" | "suspend",
  reason: string,
) {
  const answer =
    what === "approve" || what === "reinstate"
      ? client.POST(`/admin/stores/{storeId}/${what}`, of(storeId))
      : client.POST(`/admin/stores/{storeId}/${what}`, { ...of(storeId), body: { reason } });
  queryClient.setQueryData(anyStoreQuery(storeId).queryKey, await bodyOf(answer));
}
