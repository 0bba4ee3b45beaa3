import { queryClient } from "@api/client.ts";
import type { Import } from "@api/types.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { ImportSearch } from "./imports-search.ts";
import { problemsQuery } from "./queries.ts";

/** A page of an import's report, asked for again whenever the import says that it has grown or is another. */
export function useProblems(storeId: string, one: Import, search: ImportSearch) {
  const query = problemsQuery(storeId, one.id, search);
  const { badRows, warnings } = one.counts;
  const now = `${one.status} ${badRows} ${warnings}`;
  const seen = useRef(now);
  useEffect(() => {
    if (seen.current === now) return;
    seen.current = now;
    void queryClient.invalidateQueries({
      predicate: ({ queryKey }) => queryKey[1] === query.queryKey[1],
    });
  }, [now, query]);
  return useSuspenseQuery(query).data;
}
