import type { Order } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { useMoney } from "@ui/money.ts";
import { useEffect, useState } from "react";
import { useText } from "../../ordering-text.ts";
import { cancelOrder, type OrderRef, paymentUrl } from "./queries.ts";

/** For an order that is not paid: paying it before the time is up, or cancelling it. */
export function PayActions({ order, orderRef }: { order: Order; orderRef: OrderRef }) {
  const t = useText();
  const money = useMoney();
  const [working, setWorking] = useState<"pay" | "cancel" | null>(null);
  const [asking, setAsking] = useState(false);
  const [failed, setFailed] = useState(false);
  useReset(() => setWorking(null));
  const run = async (what: "pay" | "cancel", task: () => Promise<void>) => {
    setFailed(false);
    setWorking(what);
    try {
      await task();
    } catch {
      setFailed(true);
      setWorking(null);
    }
  };
  const pay = () => run("pay", async () => window.location.assign(await paymentUrl(orderRef)));
  const cancel = () => run("cancel", () => cancelOrder(orderRef));
  return (
    <div className="text-ink mt-6 sm:pl-11">
      <TimeLeft until={order.expiresAt} />
      <div className="mt-4 flex flex-wrap gap-3">
        <Button busy={working === "pay"} onClick={() => void pay()}>
          {t("order.pay", { total: money(order.total) })}
        </Button>
        {asking ? (
          <>
            <Button variant="danger" busy={working === "cancel"} onClick={() => void cancel()}>
              {t("order.cancelSure")}
            </Button>
            <Button variant="ghost" onClick={() => setAsking(false)}>
              {t("order.keep")}
            </Button>
          </>
        ) : (
          <Button variant="outline" onClick={() => setAsking(true)}>
            {t("order.cancel")}
          </Button>
        )}
      </div>
      {failed && (
        <p role="alert" className="text-danger mt-3 text-sm font-medium">
          {t("order.actionFailed")}
        </p>
      )}
    </div>
  );
}

/** Back from the payment page, the browser may show this page as it was left. */
function useReset(reset: () => void) {
  useEffect(() => {
    const restored = (event: PageTransitionEvent) => event.persisted && reset();
    window.addEventListener("pageshow", restored);
    return () => window.removeEventListener("pageshow", restored);
  });
}

function TimeLeft({ until }: { until: string }) {
  const t = useText();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.floor((Date.parse(until) - now) / 1000));
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return <p className="num text-sm">{seconds > 0 ? t("order.timeLeft", { clock }) : t("order.timeUp")}</p>;
}
