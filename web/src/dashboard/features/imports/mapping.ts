/** The fields that no product can do without, or no change of one. */
export function missingFields(mapping: readonly string[], whatToDo: string): string[] {
  const needed = whatToDo === "update" ? ["handle"] : ["handle", "name", "price"];
  return needed.filter((field) => !mapping.includes(field));
}

/** What is wrong with columns, by their index: what can be seen here, and what the API has said. */
export function wrongColumns(
  mapping: readonly string[],
  told: readonly { path: string; code: string; message?: string }[],
): Map<number, string> {
  const wrong = new Map<number, string>();
  for (const { path, code, message } of told) {
    const at = /^mapping\[(\d+)\]$/.exec(path)?.[1];
    if (at !== undefined) wrong.set(Number(at), code === "option" ? code : (message ?? code));
  }
  mapping.forEach((field, i) => {
    if (field && mapping.indexOf(field) < i) wrong.set(i, "duplicate");
  });
  return wrong;
}
