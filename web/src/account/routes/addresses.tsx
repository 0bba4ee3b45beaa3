import { queryClient } from "@api/client.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { AddressBook } from "../features/addresses/address-book.tsx";
import { addressesQuery } from "../features/addresses/queries.ts";
import { SettingsPage } from "../layout/card.tsx";
import { useText } from "../text.ts";

/** What the page shows. */
export const loadAddresses = () => queryClient.ensureQueryData(addressesQuery());

export function AddressesPage() {
  const t = useText();
  const { items } = useSuspenseQuery(addressesQuery()).data;
  return (
    <SettingsPage title={t("addresses.title")} lead={t("addresses.lead")}>
      <AddressBook addresses={items} />
    </SettingsPage>
  );
}
