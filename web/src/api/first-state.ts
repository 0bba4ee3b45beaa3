/**
 * The API answers that the server wrote into the page, keyed by canonical URL. Each is used once:
 * what is asked for again is asked of the server.
 */
const state = new Map<string, unknown>(
  Object.entries(
    JSON.parse(
      (typeof document === "undefined" ? null : document.getElementById("__STATE__")?.textContent) || "{}",
    ) as object,
  ),
);

/** Path and query with the parameters sorted by name; repeated ones keep their order. */
export function canonicalUrl(url: URL): string {
  const sorted = new URL(url);
  sorted.searchParams.sort();
  return sorted.pathname + sorted.search;
}

/** The answer that came with the page, or undefined. */
export function takeFirstState(request: Request): Response | undefined {
  if (state.size === 0 || request.method !== "GET") return undefined;
  const key = canonicalUrl(new URL(request.url));
  if (!state.has(key)) return undefined;
  const body = state.get(key);
  state.delete(key);
  return Response.json(body);
}
