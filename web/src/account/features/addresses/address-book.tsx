import type { SavedAddress } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { MessagePage } from "@ui/message-page.tsx";
import { MapPin, Plus } from "lucide-react";
import { useState } from "react";
import { Section } from "../../layout/card.tsx";
import { useText } from "../../text.ts";
import { AddressCard } from "./address-card.tsx";
import { AddressForm } from "./address-form.tsx";

/** All addresses; one at a time is written or changed, on top. */
export function AddressBook({ addresses }: { addresses: SavedAddress[] }) {
  const t = useText();
  const [editing, setEditing] = useState<SavedAddress | "new" | null>(null);
  const close = () => setEditing(null);
  if (editing) {
    const saved = editing === "new" ? undefined : editing;
    return (
      <Section title={t(saved ? "addresses.change" : "addresses.new")}>
        <AddressForm key={saved?.id} saved={saved} first={addresses.length === 0} onDone={close} />
      </Section>
    );
  }
  const add = (
    <Button onClick={() => setEditing("new")}>
      <Plus size={18} aria-hidden />
      {t("addresses.add")}
    </Button>
  );
  if (addresses.length === 0)
    return (
      <MessagePage
        icon={<MapPin size={28} />}
        title={t("addresses.none")}
        text={t("addresses.noneText")}
        actions={add}
      />
    );
  return (
    <>
      <ul className="grid gap-4 sm:grid-cols-2">
        {addresses.map((saved) => (
          <li key={saved.id} className="grid">
            <AddressCard saved={saved} onEdit={() => setEditing(saved)} />
          </li>
        ))}
      </ul>
      <div>{add}</div>
    </>
  );
}
