import { useSuspenseQuery } from "@tanstack/react-query";
import { Checklist } from "../features/stores/checklist.tsx";
import { onboardingQuery } from "../features/stores/queries.ts";
import { StateNote } from "../features/stores/state-note.tsx";
import { StoreState } from "../features/stores/store-state.tsx";
import { Page } from "../layout/page.tsx";
import { useStore } from "../session/my-stores.ts";
import { useText } from "../texts/stores.ts";

export function OnboardingPage() {
  const t = useText();
  const store = useStore();
  const onboarding = useSuspenseQuery(onboardingQuery(store.id)).data;
  return (
    <Page
      title={t("menu.onboarding")}
      lead={
        <span className="flex flex-wrap items-center gap-3">
          {store.name}
          <StoreState status={onboarding.status} />
        </span>
      }
    >
      <StateNote
        status={onboarding.status}
        reason={onboarding.reason}
        supportEmail={onboarding.supportEmail}
      />
      <Checklist store={store} onboarding={onboarding} />
    </Page>
  );
}
