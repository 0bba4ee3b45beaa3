import { Button } from "@ui/button.tsx";
import { Printer } from "lucide-react";
import type { ReactNode } from "react";
import { Page } from "../../layout/page.tsx";
import { useStore } from "../../session/my-stores.ts";
import { useText } from "../../texts/orders.ts";

type Props = { title: string; storeOrderId: string; orderNumber: string; children: ReactNode };

/** The page of something about an order that is to be printed. */
export function OrderPaper({ title, storeOrderId, orderNumber, children }: Props) {
  const t = useText();
  const params = { store: useStore().slug, storeOrderId };
  return (
    <Page
      title={title}
      trail={[
        { label: t("orders.title"), to: "/dashboard/stores/$store/orders", params },
        {
          label: t("orders.numbered", { number: orderNumber }),
          to: "/dashboard/stores/$store/orders/$storeOrderId",
          params,
        },
      ]}
      actions={
        <Button size="sm" onClick={() => print()}>
          <Printer size={16} aria-hidden />
          {t("orders.print")}
        </Button>
      }
    >
      {children}
    </Page>
  );
}
