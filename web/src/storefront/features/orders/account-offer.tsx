import { buttonClass } from "@ui/button.tsx";
import { useSignedIn } from "../../layout/use-signed-in.ts";
import { useText } from "../../ordering-text.ts";

/** Offers a guest an account for the order's address. Nothing for those who have one. */
export function AccountOffer({ email }: { email: string }) {
  const t = useText();
  if (useSignedIn()) return null;
  return (
    <aside
      aria-labelledby="account-offer"
      className="border-line bg-surface mt-10 flex flex-wrap items-center justify-between gap-x-8 gap-y-4 rounded-3xl border p-5 sm:p-6"
    >
      <div className="min-w-0 flex-1 basis-72">
        <h2 id="account-offer" className="font-semibold">
          {t("order.accountTitle")}
        </h2>
        <p className="text-muted mt-1 text-sm break-words">{t("order.accountText", { email })}</p>
      </div>
      {/* What stands behind the # stays in the browser: no log has the address. */}
      <a
        href={`/register#${new URLSearchParams({ email }).toString()}`}
        className={buttonClass({ variant: "outline" })}
      >
        {t("order.account")}
      </a>
    </aside>
  );
}
