import { ApiError } from "@api/problem.ts";
import type { PlacedOrder } from "@api/types.ts";
import { readStored, session, writeStored } from "@ui/storage.ts";
import { useEffect, useState } from "react";
import { cartState } from "../../cart/use-cart.ts";
import { likelyCountry } from "../../countries.ts";
import { rememberOrder } from "../../device-orders.ts";
import { forgetAttempt } from "./attempt.ts";
import {
  type AddressField,
  type CheckoutValues,
  emptyAddress,
  errorsOf,
  type FieldErrors,
  type FieldPath,
  requestOf,
  validate,
} from "./checkout-form.ts";
import { placeOrder } from "./place-order.ts";

const KEY = "rialto.checkout";

export type Phase =
  | { kind: "editing" }
  | { kind: "placing" }
  | { kind: "placed"; order: PlacedOrder }
  | { kind: "refused"; error: unknown };

function startValues(): CheckoutValues {
  const country = likelyCountry();
  const fresh = {
    email: "",
    shipping: emptyAddress(country),
    billingSame: true,
    billing: emptyAddress(country),
  };
  return { ...fresh, ...readStored<CheckoutValues>(session, KEY) };
}

/** The checkout's form and what became of sending it. What is typed survives a reload of the tab. */
export function useCheckout(onPlaced: (order: PlacedOrder) => void) {
  const [values, setValues] = useState(startValues);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [phase, setPhase] = useState<Phase>({ kind: "editing" });
  useEffect(() => writeStored(session, KEY, values), [values]);

  const set = (path: FieldPath | "billingSame", value: string | boolean) => {
    setValues((before) => withValue(before, path, value));
    if (path !== "billingSame") setErrors(({ [path]: _fixed, ...rest }) => rest);
  };
  const refuse = (found: FieldErrors) => {
    setErrors(found);
    // The fields are marked first, then the first of them is told.
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>("#checkout [aria-invalid=true]")?.focus(),
    );
  };
  const submit = async () => {
    if (phase.kind === "placing" || phase.kind === "placed") return;
    const found = validate(values);
    if (Object.keys(found).length > 0) return refuse(found);
    setErrors({});
    setPhase({ kind: "placing" });
    try {
      const order = await placeOrder(requestOf(cartState.id, values));
      rememberOrder({
        id: order.orderId,
        token: order.orderToken,
        number: order.orderNumber,
        placedAt: new Date().toISOString(),
      });
      setPhase({ kind: "placed", order });
      forgetAttempt();
      cartState.startAnew();
      onPlaced(order);
    } catch (error) {
      setPhase({ kind: "refused", error });
      if (!(error instanceof ApiError)) throw error;
      if (error.fields.length > 0) refuse(errorsOf(error));
      // The cart shows what changed, or that it became an order elsewhere.
      if (error.status === 409 || error.status === 404) await cartState.refresh().catch(() => {});
    }
  };
  return { values, errors, phase, set, submit };
}

function withValue(
  values: CheckoutValues,
  path: FieldPath | "billingSame",
  value: string | boolean,
): CheckoutValues {
  if (path === "billingSame" || path === "email") return { ...values, [path]: value };
  const [kind, field] = path.split(".") as ["shipping" | "billing", AddressField];
  return { ...values, [kind]: { ...values[kind], [field]: value } };
}
