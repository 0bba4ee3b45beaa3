import { type AddressValues, emptyAddress, valuesOfAddress } from "@ui/address.ts";
import type { Buyer } from "./buyer.ts";
import type { CheckoutValues, Kind } from "./checkout-form.ts";

const DEFAULTS = { shipping: "defaultShipping", billing: "defaultBilling" } as const;

/**
 * What the form begins with: what was typed in this tab before, else what the buyer's account knows. `country` is
 * a guess for an address of which nothing is known.
 */
export function startValues(
  before: Partial<CheckoutValues> | null,
  buyer: Buyer | null,
  country: string,
): CheckoutValues {
  const shipping = startAddress("shipping", before, buyer, country);
  const billing = startAddress("billing", before, buyer, country);
  return {
    email: before?.email || (buyer?.email ?? ""),
    shipping: shipping.values,
    billing: billing.values,
    billingSame: before?.billingSame ?? (billing.from === "" || billing.from === shipping.from),
    from: { shipping: shipping.from, billing: billing.from },
    keep: buyer && before?.keep ? before.keep : { shipping: false, billing: false },
  };
}

/** What an address that is to be typed begins with. */
export const blankAddress = (buyer: Buyer | null, country: string): AddressValues => ({
  ...emptyAddress(country),
  name: buyer?.name ?? "",
});

function startAddress(
  kind: Kind,
  before: Partial<CheckoutValues> | null,
  buyer: Buyer | null,
  country: string,
): { values: AddressValues; from: string } {
  const addresses = buyer?.addresses ?? [];
  const typed = before?.[kind];
  const chosen = addresses.find((one) => one.id === before?.from?.[kind]);
  const isTyped = typed && (typed.line1 || typed.postalCode || typed.city);
  const found =
    chosen ?? (isTyped ? undefined : (addresses.find((one) => one[DEFAULTS[kind]]) ?? addresses[0]));
  if (found) return { values: valuesOfAddress(found.address), from: found.id };
  const blank = blankAddress(buyer, country);
  return { values: typed ? { ...typed, name: typed.name || blank.name } : blank, from: "" };
}
