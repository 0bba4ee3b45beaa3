import { bodyOf, client } from "@api/client.ts";
import { ApiError } from "@api/problem.ts";
import { isSignedIn } from "@api/session.ts";
import { Button } from "@ui/button.tsx";
import { TextField } from "@ui/field.tsx";
import { useLocale } from "@ui/i18n.ts";
import { BellRing } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { text, useText } from "../../wish-text.ts";

/** For what has sold out: one mail when it is back. Who is signed in gets it at the account's address. */
export function StockWish({ variantId }: { variantId: string }) {
  const t = useText();
  const id = useId();
  const locale = useLocale();
  const [known] = useState(isSignedIn);
  const [email, setEmail] = useState("");
  const [wrong, setWrong] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [status, setStatus] = useState<"confirm" | "noted">();

  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setProblem(undefined);
    if (!known && !/^\S+@\S+\.\S+$/.test(email.trim())) {
      setWrong(true);
      document.getElementById(id)?.focus();
      return;
    }
    setBusy(true);
    try {
      const body = { variantId, locale, ...(!known && { email: email.trim() }) };
      setStatus((await bodyOf(client.POST("/stock-wishes", { body }))).status);
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      if (failure.fields.some(({ path }) => path === "email")) setWrong(true);
      else setProblem(problemOf(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section aria-labelledby={`${id}-title`} className="border-line bg-surface mt-4 rounded-2xl border p-4">
      <h2 id={`${id}-title`} className="flex items-center gap-2 font-semibold">
        <BellRing size={18} aria-hidden className="text-accent" />
        {t("wish.title")}
      </h2>
      <div role="status" className="mt-1 text-sm">
        {status ? <p>{t(`wish.${status}`)}</p> : <p className="text-muted">{t("wish.lead")}</p>}
      </div>
      {!status && (
        <form
          noValidate
          className="mt-3 flex flex-wrap items-start gap-3"
          onSubmit={(event) => void send(event)}
        >
          {!known && (
            <TextField
              id={id}
              type="email"
              autoComplete="email"
              label={t("wish.email")}
              className="min-w-52 flex-1"
              error={wrong ? t("wish.emailWrong") : undefined}
              value={email}
              onChange={(event) => {
                setWrong(false);
                setEmail(event.target.value);
              }}
            />
          )}
          <Button type="submit" busy={busy} className={known ? "" : "mt-7"}>
            {t("wish.submit")}
          </Button>
        </form>
      )}
      <p role="alert" className="text-danger mt-2 text-sm font-medium empty:hidden">
        {problem}
      </p>
    </section>
  );
}

function problemOf(failure: ApiError): string {
  if (failure.code === "wish_in_stock") return text("wish.back");
  return text(failure.status === 429 ? "wish.tooMany" : "wish.failed");
}
