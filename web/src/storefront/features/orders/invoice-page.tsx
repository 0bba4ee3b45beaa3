import type { Invoice } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { InvoiceSheet } from "@ui/invoice-sheet.tsx";
import { usePageTitle } from "@ui/page-title.ts";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, Printer } from "lucide-react";
import { useText } from "../../ordering-text.ts";
import type { OrderRef } from "./queries.ts";

/** A store's invoice, to be read and printed. */
export function InvoicePage({ invoice, orderRef }: { invoice: Invoice; orderRef: OrderRef }) {
  const t = useText();
  const title = t("invoice.title", { number: invoice.number });
  usePageTitle(title);
  return (
    <div className="page max-w-4xl py-8 md:py-10">
      <div className="mb-6 flex flex-wrap items-center justify-between gap-3">
        <Link
          to="/orders/$orderId"
          params={{ orderId: orderRef.orderId }}
          search={orderRef.token ? { token: orderRef.token } : {}}
          className="text-muted hover:text-ink inline-flex items-center gap-2 text-sm font-medium"
        >
          <ArrowLeft size={16} aria-hidden />
          {t("order.title", { number: invoice.orderNumber })}
        </Link>
        <Button size="sm" onClick={() => print()}>
          <Printer size={16} aria-hidden />
          {t("invoice.print")}
        </Button>
      </div>
      <h1 className="sr-only">{title}</h1>
      <InvoiceSheet
        invoice={invoice}
        words={{
          title,
          number: t("invoice.number"),
          issued: t("invoice.issued"),
          order: t("invoice.order"),
          ordered: t("invoice.ordered"),
          paid: t("invoice.paid"),
          seller: t("invoice.seller"),
          taxId: t("invoice.taxId"),
          billTo: t("invoice.billTo"),
          shipTo: t("invoice.shipTo"),
          item: t("invoice.item"),
          quantity: t("invoice.quantity"),
          price: t("invoice.price"),
          sum: t("invoice.sum"),
          total: t("invoice.total"),
        }}
      />
    </div>
  );
}
