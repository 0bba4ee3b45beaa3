import { buttonClass } from "@ui/button.tsx";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link2 } from "lucide-react";
import { ProblemBox } from "../../forms/problem-box.tsx";
import { useTask } from "../../forms/use-task.ts";
import { Section } from "../../layout/card.tsx";
import { useText } from "../../text.ts";
import { identitiesQuery, providersQuery, unlinkIdentity } from "./queries.ts";
import { SureButton } from "./sure-button.tsx";
import { UsedItem } from "./used-item.tsx";

/** Accounts at providers with which one can sign in. Nothing where there are no providers. */
export function IdentitySection() {
  const t = useText();
  const identities = useSuspenseQuery(identitiesQuery()).data.items;
  const providers = useSuspenseQuery(providersQuery()).data.items;
  const task = useTask();
  if (identities.length === 0 && providers.length === 0) return null;
  const open = providers.filter(({ id }) => identities.every(({ provider }) => provider !== id));
  const nameOf = (provider: string) => providers.find(({ id }) => id === provider)?.name ?? provider;
  const unlink = (id: string) => task.run(id, () => unlinkIdentity(id));
  return (
    <Section id="linked" title={t("linked.title")} lead={t("linked.lead")}>
      <ProblemBox error={task.error} />
      {identities.length > 0 && (
        <ul className="divide-line -my-2 divide-y">
          {identities.map((identity) => (
            <UsedItem
              key={identity.id}
              icon={Link2}
              name={nameOf(identity.provider)}
              detail={<p className="text-muted text-sm break-all">{identity.email}</p>}
              createdAt={identity.createdAt}
              lastUsedAt={identity.lastUsedAt}
            >
              <SureButton
                label={t("linked.unlink")}
                sure={t("linked.unlinkSure")}
                of={nameOf(identity.provider)}
                busy={task.busy === identity.id}
                onSure={() => void unlink(identity.id)}
              />
            </UsedItem>
          ))}
        </ul>
      )}
      {open.length > 0 && (
        <div className="flex flex-wrap gap-3">
          {open.map(({ id, name }) => (
            <a
              key={id}
              href={`/api/v1/auth/oauth/${encodeURIComponent(id)}/start?${new URLSearchParams({ returnTo: "/account/security" }).toString()}`}
              className={buttonClass({ variant: "outline", size: "sm" })}
            >
              {t("linked.link", { name })}
            </a>
          ))}
        </div>
      )}
    </Section>
  );
}
