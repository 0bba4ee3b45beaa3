import type { Me } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { Button } from "@ui/button.tsx";
import { useSuspenseQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { ProblemBox } from "../../forms/problem-box.tsx";
import { useDisclosure } from "../../forms/use-disclosure.ts";
import { useTask } from "../../forms/use-task.ts";
import { Section } from "../../layout/card.tsx";
import { longDate } from "@ui/dates.ts";
import { useText } from "../../text.ts";
import { ApiKeyForm, hasApiKeyDraft } from "./api-key-form.tsx";
import { CopyButton } from "@ui/copy-button.tsx";
import { apiKeysQuery, revokeApiKey } from "./queries.ts";
import { SureButton } from "./sure-button.tsx";
import { UsedItem } from "./used-item.tsx";

/** Keys for programs. */
export function ApiKeySection({ me }: { me: Me }) {
  const t = useText();
  const keys = useSuspenseQuery(apiKeysQuery()).data.items;
  const form = useDisclosure("api-key", hasApiKeyDraft());
  const [made, setMade] = useState<string>();
  const task = useTask();
  const revoke = (id: string) => task.run(id, () => revokeApiKey(id));
  return (
    <Section
      id="api-keys"
      title={t("apiKeys.title")}
      lead={t("apiKeys.lead")}
      action={
        !form.open && (
          <Button
            id={form.openerId}
            variant="outline"
            size="sm"
            onClick={() => {
              setMade(undefined);
              form.show();
            }}
          >
            {t("apiKeys.add")}
          </Button>
        )
      }
    >
      {form.open && (
        <ApiKeyForm
          isAdmin={me.role === "admin"}
          onCancel={form.hide}
          onMade={(key) => {
            form.hide();
            setMade(key);
          }}
        />
      )}
      <div role="status" className="empty:hidden">
        {made && <MadeKey apiKey={made} />}
      </div>
      <ProblemBox error={task.error} />
      {keys.length > 0 && (
        <ul className="divide-line -my-2 divide-y">
          {keys.map((key) => (
            <UsedItem
              key={key.id}
              icon={KeyRound}
              name={key.name}
              detail={
                <p className="text-muted text-sm">
                  <code className="font-mono">{key.prefix}…</code> ·{" "}
                  {t("apiKeys.until", { date: longDate(key.expiresAt) })}
                </p>
              }
              createdAt={key.createdAt}
              lastUsedAt={key.lastUsedAt}
            >
              {key.revokedAt ? (
                <Badge>{t("apiKeys.revoked")}</Badge>
              ) : (
                <SureButton
                  label={t("apiKeys.revoke")}
                  sure={t("apiKeys.revokeSure")}
                  of={key.name}
                  busy={task.busy === key.id}
                  onSure={() => void revoke(key.id)}
                />
              )}
            </UsedItem>
          ))}
        </ul>
      )}
    </Section>
  );
}

function MadeKey({ apiKey }: { apiKey: string }) {
  const t = useText();
  return (
    <div className="bg-accent-soft grid gap-3 rounded-2xl p-4 text-sm">
      <p className="font-semibold">{t("apiKeys.made")}</p>
      <code className="bg-surface rounded-xl px-4 py-3 font-mono break-all">{apiKey}</code>
      <div>
        <CopyButton text={apiKey} label={t("copy.copy")} done={t("copy.done")} />
      </div>
    </div>
  );
}
