/** The value of a cookie that scripts may read, or undefined. */
export function readCookie(name: string): string | undefined {
  return document.cookie
    .split("; ")
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

/** Keeps a preference for a year. Null forgets it. */
export function writeCookie(name: string, value: string | null): void {
  const age = value === null ? 0 : 365 * 24 * 3600;
  document.cookie = `${name}=${value ?? ""}; Path=/; Max-Age=${age}; SameSite=Lax`;
}
