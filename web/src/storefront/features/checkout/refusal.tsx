import { ApiError } from "@api/problem.ts";
import type { Cart } from "@api/types.ts";
import type { AddressField } from "@ui/address.ts";
import { ADDRESS_LABELS } from "@ui/address-fields.tsx";
import { Button, buttonClass } from "@ui/button.tsx";
import { Link } from "@tanstack/react-router";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { ChangeNote } from "../../cart/change-note.tsx";
import { acceptChanges, useCartSending } from "../../cart/use-cart.ts";
import { loginPath } from "../../layout/login-path.ts";
import { useText } from "../../ordering-text.ts";
import type { FieldErrors, FieldPath } from "./checkout-form.ts";

/** Everything that keeps the order from being placed, above the form. */
export function Refusal({ cart, errors, error }: { cart: Cart; errors: FieldErrors; error: unknown }) {
  const wrong = Object.keys(errors) as FieldPath[];
  return (
    <div role="alert">
      {wrong.length > 0 && <WrongFields paths={wrong} />}
      {wrong.length === 0 && cart.changed && <ChangedLines cart={cart} />}
      {wrong.length === 0 && !cart.changed && error !== undefined && <Failure error={error} />}
    </div>
  );
}

function Box({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="bg-danger-soft mb-8 flex gap-3 rounded-2xl p-5 text-sm">
      <CircleAlert size={20} aria-hidden className="text-danger shrink-0" />
      <div className="min-w-0 flex-1">
        <p className="text-danger font-semibold">{title}</p>
        {children}
      </div>
    </div>
  );
}

function WrongFields({ paths }: { paths: FieldPath[] }) {
  const t = useText();
  const label = (path: FieldPath) => {
    if (path === "email") return t("checkout.email");
    const [kind, field] = path.split(".") as ["shipping" | "billing", AddressField];
    const name = t(ADDRESS_LABELS[field]);
    return kind === "billing" ? t("checkout.ofBilling", { field: name }) : name;
  };
  return (
    <Box title={t("field.wrong", { count: paths.length })}>
      <ul className="mt-2 list-disc pl-5">
        {paths.map((path) => (
          <li key={path}>
            <a
              href={`#${path}`}
              className="inline-block min-h-7 py-1 underline underline-offset-4"
              onClick={(event) => {
                event.preventDefault();
                document.getElementById(path)?.focus();
              }}
            >
              {label(path)}
            </a>
          </li>
        ))}
      </ul>
    </Box>
  );
}

function ChangedLines({ cart }: { cart: Cart }) {
  const t = useText();
  const sending = useCartSending();
  return (
    <Box title={t("checkout.changed")}>
      <ul className="mt-2 grid gap-2">
        {cart.stores
          .flatMap((store) => store.items)
          .filter((item) => item.change)
          .map((item) => (
            <li key={item.id}>
              <span className="font-medium">
                {[item.name, ...item.options.map((option) => option.value)].join(" · ")}
              </span>
              <ChangeNote item={item} />
            </li>
          ))}
      </ul>
      <div className="mt-4 flex flex-wrap gap-3">
        <Button size="sm" busy={sending} onClick={() => void acceptChanges()}>
          {t("cart.accept")}
        </Button>
        <Link to="/cart" className={buttonClass({ size: "sm", variant: "outline" })}>
          {t("checkout.back")}
        </Link>
      </div>
    </Box>
  );
}

function Failure({ error }: { error: unknown }) {
  const t = useText();
  const known = error instanceof ApiError ? error : undefined;
  if (known?.status === 401)
    return (
      <Box title={t("checkout.failed")}>
        <p className="mt-1">{t("checkout.sessionOver")}</p>
        <a href={loginPath("/checkout")} className={buttonClass({ size: "sm" }, "mt-4")}>
          {t("nav.signIn")}
        </a>
      </Box>
    );
  const words =
    known?.code === "network"
      ? t("error.network")
      : known?.code === "out_of_stock" || known?.code === "cart_changed"
        ? t("checkout.cartFollowed")
        : known?.status === 429
          ? t("checkout.tooMany")
          : t("error.text");
  return (
    <Box title={t("checkout.failed")}>
      <p className="mt-1">{words}</p>
      {known?.requestId && <p className="text-muted mt-2">{t("error.requestId", { id: known.requestId })}</p>}
    </Box>
  );
}
