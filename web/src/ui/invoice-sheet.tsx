import type { Address, Invoice } from "@api/types.ts";
import { AddressText } from "./address-text.tsx";
import { longDate } from "./dates.ts";
import { useMoney } from "./money.ts";
import { PrintSheet } from "./print-sheet.tsx";

/** What an invoice says, in the language of the page. */
export type InvoiceWords = Record<
  | "title"
  | "number"
  | "issued"
  | "order"
  | "ordered"
  | "paid"
  | "seller"
  | "taxId"
  | "billTo"
  | "shipTo"
  | "item"
  | "quantity"
  | "price"
  | "sum"
  | "total",
  string
>;

/** A store's invoice, to be printed. The store's own copy does not say who paid. */
export function InvoiceSheet({ invoice, words }: { invoice: Invoice; words: InvoiceWords }) {
  const money = useMoney();
  const { seller } = invoice;
  const facts: [string, string | undefined][] = [
    [words.number, invoice.number],
    [words.issued, longDate(invoice.issuedAt)],
    [words.order, invoice.orderNumber],
    [words.ordered, longDate(invoice.placedAt)],
    [words.paid, invoice.paidAt && longDate(invoice.paidAt)],
  ];
  return (
    <PrintSheet label={words.title}>
      <div className="flex flex-wrap items-start justify-between gap-6">
        <div className="text-sm leading-relaxed">
          <p className="text-lg font-semibold">{seller.name}</p>
          {seller.lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
          {seller.email && <p>{seller.email}</p>}
          {seller.taxId && (
            <p>
              {words.taxId}: {seller.taxId}
            </p>
          )}
        </div>
        <dl className="grid grid-cols-[auto_auto] gap-x-4 gap-y-1 text-sm">
          {facts
            .filter(([, value]) => value)
            .map(([label, value]) => (
              <div key={label} className="contents">
                <dt>{label}</dt>
                <dd className="num text-right">{value}</dd>
              </div>
            ))}
        </dl>
      </div>
      <div className="mt-8 grid gap-6 sm:grid-cols-2">
        {invoice.billing && <Party label={words.billTo} address={invoice.billing} />}
        <Party label={words.shipTo} address={invoice.shipping} />
      </div>
      <h2 className="mt-10 text-2xl font-semibold">{words.title}</h2>
      <table className="mt-4 w-full text-sm">
        <thead>
          <tr className="border-b border-current text-left">
            <th className="py-2 pr-3 font-medium">{words.item}</th>
            <th className="px-3 py-2 text-right font-medium">{words.quantity}</th>
            <th className="px-3 py-2 text-right font-medium max-sm:hidden">{words.price}</th>
            <th className="py-2 pl-3 text-right font-medium">{words.sum}</th>
          </tr>
        </thead>
        <tbody>
          {invoice.items.map((item) => (
            <tr key={item.id} className="border-b border-[#d8dcd9] align-top">
              <td className="py-2 pr-3 break-words">
                {[item.name, ...item.options.map((option) => option.value)].join(" – ")}
                {item.sku && <span className="block text-xs break-all">{item.sku}</span>}
              </td>
              <td className="num px-3 py-2 text-right">{item.quantity}</td>
              <td className="num px-3 py-2 text-right max-sm:hidden">{money(item.unitPrice)}</td>
              <td className="num py-2 pl-3 text-right">{money(item.lineTotal)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="num mt-4 flex justify-between gap-4 text-lg font-semibold">
        <span>{words.total}</span>
        <span>{money(invoice.total)}</span>
      </p>
    </PrintSheet>
  );
}

function Party({ label, address }: { label: string; address: Address }) {
  return (
    <div>
      <p className="text-sm font-semibold">{label}</p>
      <AddressText address={address} className="mt-1" />
    </div>
  );
}
