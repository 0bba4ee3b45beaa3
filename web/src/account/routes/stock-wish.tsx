import { bodyOf, client } from "@api/client.ts";
import type { ConfirmedStockWish } from "@api/types.ts";
import { Button, buttonClass } from "@ui/button.tsx";
import { MessagePage } from "@ui/message-page.tsx";
import { useSearch } from "@tanstack/react-router";
import { BellRing } from "lucide-react";
import { useState } from "react";
import { ProblemBox } from "../forms/problem-box.tsx";
import { useTask } from "../forms/use-task.ts";
import { BrokenLink } from "../layout/broken-link.tsx";
import { CardPage } from "../layout/card.tsx";
import { useText } from "../text.ts";

/** Where a guest confirms to want a mail when something is back. A click confirms, for mail programs open links by themselves. */
export function StockWishPage() {
  const t = useText();
  const { token } = useSearch({ from: "/stock-wish" });
  const task = useTask();
  const [wish, setWish] = useState<ConfirmedStockWish>();
  if (!token)
    return (
      <BrokenLink
        actions={
          <a href="/products" className={buttonClass()}>
            {t("wish.shop")}
          </a>
        }
      />
    );
  if (wish)
    return (
      <MessagePage
        level={1}
        icon={<BellRing size={28} />}
        title={t("wish.done")}
        text={t("wish.doneText", { name: wish.productName })}
        actions={
          <a href={`/stores/${wish.storeSlug}/products/${wish.productSlug}`} className={buttonClass()}>
            {t("wish.product")}
          </a>
        }
      />
    );
  const confirm = () =>
    task.run("confirm", async () =>
      setWish(await bodyOf(client.POST("/stock-wishes/confirm", { body: { token } }))),
    );
  return (
    <CardPage title={t("wish.title")} lead={t("wish.lead")}>
      <ProblemBox error={task.error} words={{ wish_link_over: "wish.over" }} className="mb-5" />
      <Button size="lg" className="w-full" busy={task.busy !== null} onClick={() => void confirm()}>
        {t("wish.confirm")}
      </Button>
    </CardPage>
  );
}
