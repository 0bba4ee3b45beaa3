import type { OrderDossier, RefundRecord } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { Button } from "@ui/button.tsx";
import { useMoney } from "@ui/money.ts";
import { toast } from "@ui/toast.ts";
import { WarningBox } from "@ui/warning-box.tsx";
import { useState } from "react";
import { ConfirmDialog } from "../../layout/confirm-dialog.tsx";
import { Fact, Facts } from "../../layout/fact.tsx";
import { Moment } from "../../layout/moment.tsx";
import { Panel } from "../../layout/page.tsx";
import { text, useText } from "../../texts/orders.ts";
import { retryRefund } from "./queries.ts";

const WHY = ["late_payment", "store_refund", "store_cancellation"] as const;

/** How the money of an order stands, for operators: what came, what went back, and what needs a person. */
export function PaymentPanel({ dossier }: { dossier: OrderDossier }) {
  const t = useText();
  const money = useMoney();
  const { payment, refunds } = dossier;
  if (!payment)
    return (
      <Panel title={t("orders.market.payment")}>
        <p className="text-muted text-sm">{t("orders.market.noPayment")}</p>
      </Panel>
    );
  return (
    <>
      <Panel
        title={t("orders.market.payment")}
        action={<Badge>{t(`orders.market.pay.${payment.status}`)}</Badge>}
      >
        {payment.problem && (
          <WarningBox title={t("orders.market.problem")}>
            <p className="mt-1 break-words">{t("orders.market.problemText", { problem: payment.problem })}</p>
          </WarningBox>
        )}
        <Facts>
          <Fact label={t("orders.market.total")}>{money(payment.amount)}</Fact>
          <Fact label={t("orders.market.captured")}>{money(payment.captured)}</Fact>
          <Fact label={t("orders.refunded")}>{money(payment.refunded)}</Fact>
          {payment.processedAt && (
            <Fact label={t("orders.paid")}>
              <Moment at={payment.processedAt} precise />
            </Fact>
          )}
          {payment.providerRef && (
            <Fact label={t("orders.market.reference")} wide>
              <code className="break-all">{payment.providerRef}</code>
            </Fact>
          )}
        </Facts>
      </Panel>
      <Panel title={t("orders.market.refunds")}>
        {refunds.length === 0 ? (
          <p className="text-muted text-sm">{t("orders.market.noRefunds")}</p>
        ) : (
          <ol className="divide-line -my-4 divide-y text-sm">
            {refunds.map((refund) => (
              <li key={refund.id} className="grid gap-1 py-4">
                <ProviderRefund orderId={dossier.order.id} refund={refund} />
              </li>
            ))}
          </ol>
        )}
      </Panel>
    </>
  );
}

function ProviderRefund({ orderId, refund }: { orderId: string; refund: RefundRecord }) {
  const t = useText();
  const [asks, setAsks] = useState(false);
  const money = useMoney();
  const why = WHY.find((one) => one === refund.reason);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="num font-semibold">{money(refund.amount)}</h3>
        <Badge tone={refund.status === "failed" ? "danger" : "neutral"}>
          {refund.status === "failed"
            ? t("orders.market.refundFailed")
            : t(`orders.refundState.${refund.status}`)}
        </Badge>
      </div>
      <p>{why ? t(`orders.market.why.${why}`) : refund.reason}</p>
      {refund.problem && <p className="text-danger font-mono text-xs break-words">{refund.problem}</p>}
      <p className="text-muted">
        <Moment at={refund.createdAt} precise /> · {t("orders.market.attempts", { count: refund.attempts })}
      </p>
      {refund.providerRef && <code className="text-muted break-all">{refund.providerRef}</code>}
      {refund.status === "failed" && (
        <div className="mt-1">
          <Button size="sm" variant="outline" onClick={() => setAsks(true)}>
            {t("orders.market.retry")}
          </Button>
        </div>
      )}
      {asks && (
        <ConfirmDialog
          title={t("orders.market.retryTitle", { amount: money(refund.amount) })}
          submit={t("orders.market.retry")}
          words={{ refund_not_failed: text("orders.market.notFailed") }}
          act={() => retryRefund(orderId, refund.id)}
          onDone={() => {
            setAsks(false);
            toast(text("orders.market.retried"));
          }}
          onClose={() => setAsks(false)}
        >
          <p>{t("orders.market.retryText")}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
