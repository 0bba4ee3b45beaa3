/** Plain repeated keys (?category=a&category=b): readable, and the same text as the API's query. */
export function parseSearch(search: string): Record<string, unknown> {
  const found: Record<string, string | string[]> = {};
  for (const [key, value] of new URLSearchParams(search)) {
    const before = found[key];
    if (before === undefined) found[key] = value;
    else found[key] = Array.isArray(before) ? [...before, value] : [before, value];
  }
  return found;
}

/** The opposite of parseSearch, keys sorted, with nothing for undefined, null and the empty text. */
export function stringifySearch(values: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const key of Object.keys(values).toSorted()) {
    const value = values[key];
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "") params.append(key, String(one));
    }
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}
