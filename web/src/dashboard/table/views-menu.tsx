import { Button } from "@ui/button.tsx";
import { textOf } from "@ui/form-text.ts";
import { Popup } from "@ui/popup.tsx";
import { stringifySearch } from "@ui/search-params.ts";
import { Bookmark, Trash2 } from "lucide-react";
import { useText } from "../text.ts";
import { useViews } from "./kept.ts";
import { useTableSearch } from "./use-table-search.ts";

/** The person's own views of a table: filters and order under a name. */
export function ViewsMenu({ tableId }: { tableId: string }) {
  const t = useText();
  const [views, setViews] = useViews(tableId);
  const [{ cursor: _cursor, ...search }, change] = useTableSearch();
  const here = stringifySearch(search);
  const current = views.find((view) => stringifySearch(view.search) === here);
  const save = (form: HTMLFormElement) => {
    const name = textOf(new FormData(form), "name").trim();
    if (!name) return;
    setViews([...views.filter((view) => view.name !== name), { name, search }]);
    form.reset();
  };
  return (
    <Popup
      align="end"
      name={t("table.views")}
      label={
        <>
          <Bookmark size={16} aria-hidden />
          <span className="max-w-32 truncate">{current?.name ?? t("table.views")}</span>
        </>
      }
    >
      {(close) => (
        <div className="w-72 max-w-full">
          {views.length === 0 && <p className="text-muted px-3 py-2">{t("table.noViews")}</p>}
          <ul>
            {views.map((view) => (
              <li key={view.name} className="hover:bg-sunken flex items-center rounded-xl">
                <button
                  type="button"
                  aria-current={view === current ? "true" : undefined}
                  className="aria-[current]:text-accent min-h-10 min-w-0 flex-1 truncate px-3 text-left font-medium"
                  onClick={() => {
                    close();
                    change(view.search);
                  }}
                >
                  {view.name}
                </button>
                <button
                  type="button"
                  className="text-muted hover:text-danger grid size-10 place-items-center rounded-full"
                  aria-label={t("table.forgetView", { name: view.name })}
                  onClick={() => setViews(views.filter((one) => one !== view))}
                >
                  <Trash2 size={15} aria-hidden />
                </button>
              </li>
            ))}
          </ul>
          {here && !current && (
            <form
              className="border-line mt-1 flex gap-2 border-t px-1 pt-3 pb-1"
              onSubmit={(event) => {
                event.preventDefault();
                save(event.currentTarget);
              }}
            >
              <input
                name="name"
                maxLength={60}
                required
                autoComplete="off"
                aria-label={t("table.viewName")}
                placeholder={t("table.viewName")}
                className="border-edge bg-surface placeholder:text-muted h-9 min-w-0 flex-1 rounded-xl border px-3 text-base md:text-sm"
              />
              <Button type="submit" size="sm">
                {t("table.saveView")}
              </Button>
            </form>
          )}
        </div>
      )}
    </Popup>
  );
}
