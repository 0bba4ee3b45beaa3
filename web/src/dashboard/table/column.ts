import type { ReactNode } from "react";

/** A column of a table. On phones the same columns make a card of each row. */
export type Column<Row> = {
  /** Names it in what is kept of a person's choice; never shown. */
  id: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** What the address's `sort` says to sort by it: the smallest first, and the greatest first. */
  sort?: { up: string; down: string };
  /** Numbers stand at the end. */
  align?: "end";
  /** Not shown until somebody chooses it. */
  hidden?: boolean;
  /**
   * Where it stands on a card: `title` on top (and it cannot be hidden), `picture` beside it, `badge` below it, or, by
   * itself, among the facts with its title.
   */
  card?: "title" | "picture" | "badge";
  /** What the CSV file says; a column without it is not in the file. */
  csv?: (row: Row) => string | number | null | undefined;
};
