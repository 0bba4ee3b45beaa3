import { describe, expect, it } from "vitest";
import type { Column } from "./column.ts";
import { csvOf } from "./csv.ts";

type Row = { name: string; stock: number };
const columns: Column<Row>[] = [
  { id: "name", title: "Name, short", cell: (row) => row.name, csv: (row) => row.name },
  { id: "picture", title: "Picture", cell: () => null },
  { id: "stock", title: "Stock", cell: (row) => row.stock, csv: (row) => row.stock },
];

describe("a table as a CSV file", () => {
  it("quotes what needs it and leaves out columns without a text", () => {
    const rows = [{ name: 'The "big"\nmug', stock: 3 }];
    expect(csvOf(columns, rows)).toBe('"Name, short",Stock\r\n"The ""big""\nmug",3\r\n');
  });

  it("has no formulas, and numbers below zero as they are", () => {
    expect(csvOf(columns, [{ name: "=1+1", stock: -2 }])).toContain("'=1+1,-2\r\n");
  });
});
