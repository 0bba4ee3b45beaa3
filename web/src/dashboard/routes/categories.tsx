import { MessagePage } from "@ui/message-page.tsx";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { FolderTree } from "lucide-react";
import { CategoryEditor } from "../features/categories/category-editor.tsx";
import { categorySearch } from "../features/categories/category-search.ts";
import { CategoryTree } from "../features/categories/category-tree.tsx";
import { NewCategory } from "../features/categories/new-category.tsx";
import { categoriesQuery } from "../features/categories/queries.ts";
import { branches } from "../features/categories/tree.ts";
import { Page, Panel } from "../layout/page.tsx";
import { useText } from "../texts/categories.ts";

export function CategoriesPage() {
  const t = useText();
  const navigate = useNavigate();
  const { category } = categorySearch(useSearch({ from: "/dashboard/operators/categories" }));
  const all = branches(useSuspenseQuery(categoriesQuery()).data.items);
  const open = all.find((one) => one.id === category);
  const go = (id?: string) =>
    void navigate({ to: "/dashboard/categories", search: id ? { category: id } : {}, resetScroll: false });
  return (
    <Page title={t("categories.title")} lead={t("categories.lead")}>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)]">
        <Panel title={t("categories.tree")}>
          <CategoryTree all={all} open={open?.id} />
          <NewCategory parent={open} onMade={go} />
        </Panel>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
          {open ? (
            <CategoryEditor key={`${open.id} ${open.version}`} category={open} all={all} onGone={go} />
          ) : (
            <MessagePage
              icon={<FolderTree size={28} />}
              title={t("categories.noneOpen")}
              text={t("categories.noneOpenText")}
            />
          )}
        </div>
      </div>
    </Page>
  );
}
