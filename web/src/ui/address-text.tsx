import type { Address } from "@api/types.ts";
import { countryName } from "./countries.ts";

/** An address as it is written on a parcel. */
export function AddressText({ address, className }: { address: Address; className?: string }) {
  const lines = [
    address.name,
    address.line1,
    address.line2,
    `${address.postalCode} ${address.city}`,
    address.region,
    countryName(address.country),
  ];
  return (
    <address
      className={`text-muted text-sm leading-relaxed whitespace-pre-line not-italic ${className ?? ""}`}
    >
      {lines.filter(Boolean).join("\n")}
    </address>
  );
}
