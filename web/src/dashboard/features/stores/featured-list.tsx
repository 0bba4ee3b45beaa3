import type { AdminStore } from "@api/types.ts";
import { queryClient } from "@api/client.ts";
import { ApiError } from "@api/problem.ts";
import { Button } from "@ui/button.tsx";
import { SelectField } from "@ui/field.tsx";
import { toast } from "@ui/toast.ts";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useState } from "react";
import { Panel } from "../../layout/page.tsx";
import { problemText } from "../../layout/problem-text.ts";
import { text, useText } from "../../texts/stores.ts";
import { featuredQuery, saveFeatured } from "./queries.ts";
import { StoreState } from "./store-state.tsx";

const MOST = 24;

/** The stores that the marketplace shows first. Each change is saved at once. */
export function FeaturedList({ featured, open }: { featured: AdminStore[]; open: AdminStore[] }) {
  const t = useText();
  const [busy, setBusy] = useState(false);
  const [chosen, setChosen] = useState("");
  const others = open.filter((store) => !featured.some((one) => one.id === store.id));
  const save = async (stores: AdminStore[], done: string) => {
    setBusy(true);
    try {
      // A store that was suspended meanwhile cannot be kept in the list.
      await saveFeatured(stores.filter((one) => one.status === "active").map((one) => one.id));
      toast(done);
    } catch (error) {
      if (error instanceof ApiError && error.status === 412)
        await queryClient.invalidateQueries({ queryKey: featuredQuery().queryKey });
      toast(problemText(error), { tone: "error" });
    } finally {
      setBusy(false);
    }
  };
  const move = (at: number, by: number) => {
    const moved = [...featured];
    moved.splice(at + by, 0, ...moved.splice(at, 1));
    void save(moved, text("stores.orderSaved"));
  };
  const add = () => {
    const store = others.find((one) => one.id === chosen) ?? others[0];
    if (!store) return;
    setChosen("");
    void save([...featured, store], text("stores.featuredAdded", { name: store.name }));
  };
  return (
    <Panel title={t("menu.featured")} lead={t("stores.featuredLead", { most: MOST })}>
      {featured.length === 0 ? (
        <p className="text-muted text-sm">{t("stores.noneFeatured")}</p>
      ) : (
        <ol className="divide-line -mt-2 divide-y">
          {featured.map((store, at) => (
            <li key={store.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 py-3">
              <span aria-hidden className="num text-muted w-6 text-right text-sm">
                {at + 1}
              </span>
              <span className="min-w-0 flex-1 basis-40 font-semibold break-words">{store.name}</span>
              {store.status !== "active" && <StoreState status={store.status} />}
              <span className="flex gap-1">
                <Button
                  size="icon"
                  variant="ghost"
                  busy={busy}
                  disabled={at === 0}
                  aria-label={t("stores.up", { name: store.name })}
                  onClick={() => move(at, -1)}
                >
                  <ArrowUp size={18} aria-hidden />
                </Button>
                <Button
                  size="icon"
                  variant="ghost"
                  busy={busy}
                  disabled={at === featured.length - 1}
                  aria-label={t("stores.down", { name: store.name })}
                  onClick={() => move(at, 1)}
                >
                  <ArrowDown size={18} aria-hidden />
                </Button>
                <Button
                  size="icon"
                  variant="ghost"
                  busy={busy}
                  aria-label={t("stores.unfeature", { name: store.name })}
                  onClick={() =>
                    void save(
                      featured.filter((one) => one.id !== store.id),
                      text("stores.featuredRemoved", { name: store.name }),
                    )
                  }
                >
                  <X size={18} aria-hidden />
                </Button>
              </span>
            </li>
          ))}
        </ol>
      )}
      {others.length > 0 && featured.length < MOST && (
        <div className="border-line mt-4 flex flex-wrap items-end gap-3 border-t pt-5">
          <SelectField
            id="feature"
            label={t("stores.addFeatured")}
            value={chosen || others[0]?.id}
            onChange={(event) => setChosen(event.target.value)}
            className="min-w-0 flex-1 basis-56"
          >
            {others.map((store) => (
              <option key={store.id} value={store.id}>
                {store.name}
              </option>
            ))}
          </SelectField>
          <Button busy={busy} className="h-12" onClick={add}>
            {t("stores.feature")}
          </Button>
        </div>
      )}
    </Panel>
  );
}
