import type { MyStore, Onboarding, OnboardingStep } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { Button, buttonClass } from "@ui/button.tsx";
import { toast } from "@ui/toast.ts";
import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Panel, TEXT_LINK } from "../../layout/page.tsx";
import { problemText } from "../../layout/problem-text.ts";
import { atLeast, refreshMyStores } from "../../session/my-stores.ts";
import { text, useText } from "../../texts/stores.ts";
import { acceptTerms, confirmStep, submitStore } from "./queries.ts";

/** Runs something short; what goes wrong is told in a toast. */
function useQuick() {
  const [busy, setBusy] = useState(false);
  const run = async (act: () => Promise<void>) => {
    setBusy(true);
    try {
      await act();
    } catch (error) {
      toast(problemText(error), { tone: "error" });
    } finally {
      setBusy(false);
    }
  };
  return { busy, run };
}

/** What is left to do until the store can open, and the way to each. */
export function Checklist({ store, onboarding }: { store: MyStore; onboarding: Onboarding }) {
  const t = useText();
  const quick = useQuick();
  const { steps, complete, status } = onboarding;
  const shown = steps.filter((step) => step.required);
  const done = shown.filter((step) => step.done).length;
  const isOwner = atLeast(store.role, "owner");
  const open = status === "applying" || status === "refused";
  const submit = () =>
    quick.run(async () => {
      await submitStore(store.id);
      await refreshMyStores();
      toast(text("stores.submitted"));
    });
  return (
    <Panel
      title={t("stores.steps")}
      lead={t("stores.stepsDone", { done, total: shown.length })}
      action={
        open &&
        isOwner && (
          <Button busy={quick.busy} disabled={!complete} onClick={() => void submit()}>
            {t(status === "refused" ? "stores.submitAgain" : "stores.submit")}
          </Button>
        )
      }
    >
      <ol className="divide-line -my-2 divide-y">
        {shown.map((step) => (
          <Step key={step.key} step={step}>
            {isOwner && <StepAction store={store} step={step} onboarding={onboarding} />}
          </Step>
        ))}
      </ol>
    </Panel>
  );
}

function Step({ step, children }: { step: OnboardingStep; children: ReactNode }) {
  const t = useText();
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 py-4">
      <span
        aria-hidden
        className={
          step.done
            ? "bg-accent text-accent-ink grid size-7 shrink-0 place-items-center rounded-full"
            : "border-edge size-7 shrink-0 rounded-full border-2 border-dashed"
        }
      >
        {step.done && <Check size={16} />}
      </span>
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2 font-semibold break-words">
          {step.kind === "custom" ? step.title : t(`stores.step.${step.kind}`)}
          {step.done && <Badge tone="accent">{t("stores.done")}</Badge>}
        </p>
        <p className="text-muted mt-0.5 text-sm break-words whitespace-pre-line">
          {step.kind === "custom" ? step.description : t(`stores.step.${step.kind}Text`)}
        </p>
      </div>
      {children}
    </li>
  );
}

function StepAction({
  store,
  step,
  onboarding,
}: {
  store: MyStore;
  step: OnboardingStep;
  onboarding: Onboarding;
}) {
  const t = useText();
  const quick = useQuick();
  const to = { params: { store: store.slug } } as const;
  const look = buttonClass({ variant: step.done ? "ghost" : "outline", size: "sm" });
  const label = t(step.done ? "stores.change" : "stores.fillIn");
  switch (step.kind) {
    case "profile":
      return (
        <Link to="/dashboard/stores/$store/settings" {...to} className={look}>
          {label}
        </Link>
      );
    case "address":
    case "tax_id":
      return (
        <Link to="/dashboard/stores/$store/settings/business" {...to} className={look}>
          {label}
        </Link>
      );
    case "payout":
      return (
        <Link to="/dashboard/stores/$store/settings/payout" {...to} className={look}>
          {label}
        </Link>
      );
    case "terms":
      return (
        <span className="flex flex-wrap items-center gap-3">
          {onboarding.termsUrl && (
            <a href={onboarding.termsUrl} target="_blank" rel="noreferrer" className={`${TEXT_LINK} text-sm`}>
              {t("stores.readTerms")}
            </a>
          )}
          {!step.done && (
            <Button
              size="sm"
              variant="outline"
              busy={quick.busy}
              onClick={() => void quick.run(() => acceptTerms(store.id, onboarding.termsVersion))}
            >
              {t("stores.acceptTerms")}
            </Button>
          )}
        </span>
      );
    case "custom":
      return (
        <Button
          size="sm"
          variant={step.done ? "ghost" : "outline"}
          busy={quick.busy}
          onClick={() => void quick.run(() => confirmStep(store.id, step.key, !step.done))}
        >
          {t(step.done ? "stores.notDone" : "stores.isDone")}
        </Button>
      );
  }
}
