import { ApplyForm } from "../features/stores/apply-form.tsx";
import { OwnStores } from "../features/stores/own-stores.tsx";
import { Page } from "../layout/page.tsx";
import { useMyStores } from "../session/my-stores.ts";
import { useText } from "../texts/stores.ts";

export function OpenStorePage() {
  const t = useText();
  return (
    <Page title={t("stores.openTitle")} lead={t("stores.openLead")}>
      <OwnStores stores={useMyStores()} />
      <ApplyForm />
    </Page>
  );
}
