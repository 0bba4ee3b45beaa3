import type { Consent } from "@api/types.ts";
import { Switch } from "@ui/switch.tsx";
import { toast } from "@ui/toast.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ProblemBox } from "../../forms/problem-box.tsx";
import { useTask } from "../../forms/use-task.ts";
import { Section } from "../../layout/card.tsx";
import { longDate } from "@ui/dates.ts";
import { text, useText } from "../../text.ts";
import { consentsQuery, setNewsletter } from "./queries.ts";

/** What one agreed to. The terms come with the account; the newsletter is one's own choice. */
export function ConsentSection() {
  const t = useText();
  const consents = useSuspenseQuery(consentsQuery()).data.items;
  const task = useTask();
  const newsletter = consents.find((one) => one.purpose === "newsletter");
  const terms = consents.find((one) => one.purpose === "terms");
  // The switch moves at once, and back when the API says no.
  const [wanted, setWanted] = useState<boolean | null>(null);
  const change = async (granted: boolean) => {
    setWanted(granted);
    await task.run("newsletter", async () => {
      await setNewsletter(granted);
      toast(text(granted ? "consents.on" : "consents.off"));
    });
    setWanted(null);
  };
  return (
    <Section title={t("consents.title")} lead={t("consents.lead")}>
      <ProblemBox error={task.error} />
      <label htmlFor="newsletter" className="flex items-start gap-4">
        <span className="min-w-0 flex-1">
          <span className="block font-medium">{t("consents.newsletter")}</span>
          <span className="text-muted block text-sm">{t("consents.newsletterText")}</span>
          <When consent={newsletter} />
        </span>
        <Switch
          id="newsletter"
          checked={wanted ?? newsletter?.granted ?? false}
          onChange={(event) => void change(event.target.checked)}
        />
      </label>
      {terms && (
        <div className="border-line border-t pt-5">
          <p className="font-medium">{t("consents.terms")}</p>
          <When consent={terms} />
        </div>
      )}
    </Section>
  );
}

function When({ consent }: { consent: Consent | undefined }) {
  const t = useText();
  if (!consent?.changedAt) return null;
  const date = longDate(consent.changedAt);
  return (
    <span className="text-muted block text-sm">
      {t(consent.granted ? "consents.given" : "consents.withdrawn", { date })}
    </span>
  );
}
