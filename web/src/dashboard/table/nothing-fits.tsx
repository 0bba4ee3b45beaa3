import { Button } from "@ui/button.tsx";
import { MessagePage } from "@ui/message-page.tsx";
import { SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "../text.ts";
import { type Filter, namesOf, valuesIn } from "./filter.ts";
import { useTableSearch } from "./use-table-search.ts";

/** In the place of rows: that the filter finds none, or, without one, the children. */
export function NothingFits({ filters, children }: { filters: readonly Filter[]; children: ReactNode }) {
  const t = useText();
  const [search, change] = useTableSearch();
  const names = filters.flatMap(namesOf);
  const isNarrowed = names.some((name) => valuesIn(search, name).length > 0) || search.cursor !== undefined;
  if (!isNarrowed) return children;
  return (
    <MessagePage
      icon={<SearchX size={28} />}
      title={t("table.nothingFits")}
      text={t("table.nothingFitsText")}
      actions={
        <Button
          onClick={() =>
            change(Object.fromEntries(Object.entries(search).filter(([name]) => !names.includes(name))))
          }
        >
          {t("table.clearFilters")}
        </Button>
      }
    />
  );
}
