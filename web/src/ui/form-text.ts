/** What is typed into a field; a field that is not there, or a box that is not ticked, has nothing. */
export function textOf(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === "string" ? value : "";
}
