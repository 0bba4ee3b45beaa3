import { client } from "@api/client.ts";
import { Button, buttonClass } from "@ui/button.tsx";
import { MessagePage } from "@ui/message-page.tsx";
import { useSearch } from "@tanstack/react-router";
import { BellOff } from "lucide-react";
import { useState } from "react";
import { ProblemBox } from "../forms/problem-box.tsx";
import { useTask } from "../forms/use-task.ts";
import { BrokenLink } from "../layout/broken-link.tsx";
import { CardPage } from "../layout/card.tsx";
import { useText } from "../text.ts";

/** Where somebody ends all mails about stock that they asked for. */
export function StockWishCancelPage() {
  const t = useText();
  const { token } = useSearch({ from: "/stock-wish/cancel" });
  const task = useTask();
  const [over, setOver] = useState(false);
  const shop = (
    <a href="/products" className={buttonClass()}>
      {t("wish.shop")}
    </a>
  );
  if (!token) return <BrokenLink actions={shop} />;
  if (over)
    return (
      <MessagePage
        level={1}
        icon={<BellOff size={28} />}
        title={t("wishCancel.done")}
        text={t("wishCancel.doneText")}
        actions={shop}
      />
    );
  const cancel = () =>
    task.run("cancel", async () => {
      await client.POST("/stock-wishes/cancel", { body: { token } });
      setOver(true);
    });
  return (
    <CardPage title={t("wishCancel.title")} lead={t("wishCancel.lead")}>
      <ProblemBox error={task.error} words={{ wish_link_over: "wish.over" }} className="mb-5" />
      <Button size="lg" className="w-full" busy={task.busy !== null} onClick={() => void cancel()}>
        {t("wishCancel.submit")}
      </Button>
    </CardPage>
  );
}
