import { Store } from "lucide-react";
import { Page } from "../layout/page.tsx";
import { Shortcut } from "../layout/shortcut.tsx";
import { useStore } from "../session/my-stores.ts";
import { useText } from "../text.ts";

export function StoreOverviewPage() {
  const t = useText();
  const store = useStore();
  return (
    <Page title={t("overview.title")} lead={t("overview.storeLead", { name: store.name })}>
      <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        <Shortcut
          href={`/stores/${store.slug}`}
          icon={Store}
          title="overview.openStore"
          text="overview.openStoreText"
        />
      </ul>
    </Page>
  );
}
