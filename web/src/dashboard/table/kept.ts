import { useMe } from "@ui/session/me.ts";
import { local, readStored, writeStored } from "@ui/storage.ts";
import { useState } from "react";
import type { Search } from "./filter.ts";

/** A filter and order of a table that somebody gave a name. */
export type View = { name: string; search: Search };

/** Something of a table that this browser keeps for the person, and a function that changes it. */
function useKept<T>(what: "views" | "columns", tableId: string, empty: T): [T, (value: T) => void] {
  const key = `rialto.${what}.${useMe().id}.${tableId}`;
  const [value, setValue] = useState(() => readStored<T>(local, key) ?? empty);
  return [
    value,
    (next) => {
      setValue(next);
      writeStored(local, key, next);
    },
  ];
}

/** The person's own views of a table. */
export const useViews = (tableId: string) => useKept<View[]>("views", tableId, []);

/** Which columns the person chose to see or not; those never touched are as the table has them. */
export const useColumnChoice = (tableId: string) => useKept<Record<string, boolean>>("columns", tableId, {});
