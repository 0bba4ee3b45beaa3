import { $api } from "@api/client.ts";
import { keepPreviousData } from "@tanstack/react-query";

/** Suggestions for what is typed so far; the ones before stay until the new ones are there. */
export const suggestionsQuery = (q: string) => ({
  ...$api.queryOptions("get", "/search", { params: { query: { q } } }),
  placeholderData: keepPreviousData,
  enabled: q.length > 0,
});
