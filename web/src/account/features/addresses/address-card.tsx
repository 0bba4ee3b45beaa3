import type { SavedAddress } from "@api/types.ts";
import { AddressText } from "@ui/address-text.tsx";
import { Badge } from "@ui/badge.tsx";
import { Button } from "@ui/button.tsx";
import { toast } from "@ui/toast.ts";
import { problemText } from "../../forms/problem-text.ts";
import { useTask } from "../../forms/use-task.ts";
import { text, useText } from "../../text.ts";
import { type AddressDraft, removeAddress, saveAddress } from "./queries.ts";

/** One address and what can be done with it. */
export function AddressCard({ saved, onEdit }: { saved: SavedAddress; onEdit: () => void }) {
  const t = useText();
  const task = useTask();
  const attempt = (name: string, work: () => Promise<void>) =>
    task.run(name, async () => {
      try {
        await work();
      } catch (error) {
        toast(problemText(error), { tone: "error" });
      }
    });
  const makeDefault = (change: Partial<AddressDraft>) =>
    attempt("default", () => saveAddress(saved.id, { ...draftOf(saved), ...change }));
  const remove = () =>
    attempt("remove", async () => {
      await removeAddress(saved.id);
      const putBack = () =>
        saveAddress(undefined, draftOf(saved)).catch((error: unknown) =>
          toast(problemText(error), { tone: "error" }),
        );
      toast(text("addresses.removed"), {
        action: { label: text("account.undo"), run: () => void putBack() },
      });
    });
  const named = saved.address.line1;
  return (
    <article className="border-line bg-surface flex flex-col rounded-3xl border p-5 sm:p-6">
      <div className="mb-3 flex flex-wrap gap-2 empty:hidden sm:min-h-6 sm:empty:flex">
        {saved.defaultShipping && <Badge tone="accent">{t("addresses.forShipping")}</Badge>}
        {saved.defaultBilling && <Badge tone="accent">{t("addresses.forBilling")}</Badge>}
      </div>
      <AddressText address={saved.address} className="flex-1" />
      {saved.address.phone && <p className="text-muted mt-1 text-sm">{saved.address.phone}</p>}
      <div className="mt-4 -ml-3 flex flex-wrap gap-x-1">
        <Button
          variant="ghost"
          size="sm"
          onClick={onEdit}
          aria-label={t("addresses.editOf", { name: named })}
        >
          {t("account.change")}
        </Button>
        <Button
          variant="ghost"
          size="sm"
          busy={task.busy === "remove"}
          onClick={() => void remove()}
          aria-label={t("addresses.removeOf", { name: named })}
        >
          {t("account.remove")}
        </Button>
        {!saved.defaultShipping && (
          <Button variant="ghost" size="sm" onClick={() => void makeDefault({ defaultShipping: true })}>
            {t("addresses.makeShipping")}
          </Button>
        )}
        {!saved.defaultBilling && (
          <Button variant="ghost" size="sm" onClick={() => void makeDefault({ defaultBilling: true })}>
            {t("addresses.makeBilling")}
          </Button>
        )}
      </div>
    </article>
  );
}

const draftOf = ({ address, defaultShipping, defaultBilling }: SavedAddress): AddressDraft => ({
  address,
  defaultShipping,
  defaultBilling,
});
