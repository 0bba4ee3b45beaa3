import type { MerchantOrder } from "@api/types.ts";
import { AddressText } from "@ui/address-text.tsx";
import { longDate } from "@ui/dates.ts";
import { PrintSheet } from "@ui/print-sheet.tsx";
import { useText } from "../../texts/orders.ts";
import { nameOf, waiting } from "./pieces.ts";

/** What goes into the parcel: all that waits to be shipped, or what was shipped when nothing waits. No prices. */
export function PackingSlip({ order, store }: { order: MerchantOrder; store: string }) {
  const t = useText();
  const isWaiting = order.items.some((item) => waiting(item) > 0);
  const lines = order.items
    .map((item) => ({ item, quantity: isWaiting ? waiting(item) : item.shippedQuantity }))
    .filter(({ quantity }) => quantity > 0);
  const title = t("orders.slipFor", { number: order.orderNumber });
  return (
    <PrintSheet label={title}>
      <div className="flex flex-wrap items-start justify-between gap-6">
        <div>
          <p className="text-lg font-semibold">{store}</p>
          <p className="text-muted text-sm">{longDate(order.placedAt)}</p>
        </div>
        <div>
          <p className="text-sm font-semibold">{t("orders.sendTo")}</p>
          <AddressText address={order.shipping} className="mt-1" />
        </div>
      </div>
      <h2 className="mt-10 text-2xl font-semibold">{title}</h2>
      <table className="mt-4 w-full text-sm">
        <thead>
          <tr className="border-b border-current text-left">
            <th className="py-2 pr-3 font-medium">{t("orders.inv.quantity")}</th>
            <th className="py-2 pr-3 font-medium">{t("orders.inv.item")}</th>
            <th className="py-2 text-right font-medium">SKU</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ item, quantity }) => (
            <tr key={item.id} className="border-b border-[#d8dcd9] align-top">
              <td className="num py-2 pr-3 font-semibold">{quantity}</td>
              <td className="py-2 pr-3 break-words">{nameOf(item)}</td>
              <td className="py-2 text-right break-all">{item.sku}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-6 text-sm">{t("orders.slipText")}</p>
    </PrintSheet>
  );
}
