import type { Column } from "./column.ts";

/** A text as a field of a CSV file; what a spreadsheet would take for a formula is kept from being one. */
function field(value: string | number | null | undefined): string {
  const text = String(value ?? "");
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as CSV with the columns that have a text for it, in their order. */
export function csvOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const written = columns.filter((column) => column.csv);
  const lines = [
    written.map((column) => field(column.title)),
    ...rows.map((row) => written.map((column) => field(column.csv?.(row)))),
  ];
  return lines.map((line) => `${line.join(",")}\r\n`).join("");
}

/** Gives a text to the person as a file. */
export function saveText(name: string, text: string, type = "text/csv;charset=utf-8"): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  // Browsers read the file after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
