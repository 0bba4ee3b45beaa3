import { MessagePage } from "@ui/message-page.tsx";
import { Spinner } from "@ui/button.tsx";
import { useText } from "../../ordering-text.ts";

/** Stands while the browser goes to the payment page. */
export function Leaving() {
  const t = useText();
  return (
    <div role="status">
      <MessagePage
        level={1}
        icon={<Spinner />}
        title={t("checkout.leaving")}
        text={t("checkout.leavingText")}
      />
    </div>
  );
}
