import { Drawer } from "@ui/drawer.tsx";
import { useText } from "../text.ts";
import { Keys } from "./keys.tsx";
import type { NavItem } from "./navigation.ts";

/** All keys there are. */
export function KeyList({ pages, onClose }: { pages: readonly NavItem[]; onClose: () => void }) {
  const t = useText();
  const rows: [label: string, keys: string[]][] = [
    [t("keys.palette"), ["Ctrl", "K"]],
    [t("keys.list"), ["?"]],
    [t("keys.search"), ["/"]],
    [t("keys.save"), ["Ctrl", "S"]],
    [t("keys.rows"), ["↑", "↓"]],
    [t("keys.close"), ["Esc"]],
  ];
  const ways = pages.flatMap(({ key, label }): typeof rows => (key ? [[t(label), ["g", key]]] : []));
  return (
    <Drawer side="center" title={t("keys.title")} onClose={onClose}>
      <div className="grid gap-6 p-5 text-sm">
        {[
          { title: t("keys.everywhere"), list: rows },
          { title: t("keys.goTo"), list: ways },
        ].map(({ title, list }) => (
          <section key={title}>
            <h3 className="text-muted mb-2 text-xs font-semibold tracking-wide uppercase">{title}</h3>
            <dl className="divide-line divide-y">
              {list.map(([label, keys]) => (
                <div key={label} className="flex items-center justify-between gap-4 py-2">
                  <dt>{label}</dt>
                  <dd>
                    <Keys keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Drawer>
  );
}
