import { ApiError } from "@api/problem.ts";
import type { PlacedOrder, PlaceOrder } from "@api/types.ts";
import { type AddressField, emptyAddress } from "@ui/address.ts";
import { likelyCountry } from "@ui/countries.ts";
import { useFocusWrong } from "@ui/focus-wrong.ts";
import { readStored, session, writeStored } from "@ui/storage.ts";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { cartState } from "../../cart/use-cart.ts";
import { rememberOrder } from "../../device-orders.ts";
import { interruptedCart, repeatsAttempt } from "./attempt.ts";
import {
  type CheckoutValues,
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
  const focusWrong = useFocusWrong("checkout");
  const sending = useRef(false);
  const [phase, setPhase] = useState<Phase>({ kind: "editing" });
  useEffect(() => writeStored(session, KEY, values), [values]);

  const set = (path: FieldPath | "billingSame", value: string | boolean) => {
    setValues((before) => withValue(before, path, value));
    if (path !== "billingSame") setErrors(({ [path]: _fixed, ...rest }) => rest);
  };
  const refuse = (found: FieldErrors) => {
    setErrors(found);
    focusWrong();
  };
  const send = async (order: PlaceOrder) => {
    if (sending.current) return;
    sending.current = true;
    setErrors({});
    setPhase({ kind: "placing" });
    try {
      const placed = await placeOrder(order);
      rememberOrder({
        id: placed.orderId,
        token: placed.orderToken,
        number: placed.orderNumber,
        placedAt: new Date().toISOString(),
      });
      setPhase({ kind: "placed", order: placed });
      if (cartState.id === order.cartId) cartState.startAnew();
      onPlaced(placed);
    } catch (error) {
      sending.current = false;
      setPhase({ kind: "refused", error });
      if (!(error instanceof ApiError)) throw error;
      if (error.fields.length > 0) refuse(errorsOf(error));
      // The cart shows what changed, or that it became an order elsewhere.
      if (error.status === 409 || error.status === 404) await cartState.refresh().catch(() => {});
    }
  };
  const submit = async () => {
    const found = validate(values);
    if (Object.keys(found).length > 0) refuse(found);
    else await send(requestOf(cartState.id, values));
  };
  const resume = useEffectEvent(() => {
    const cartId = interruptedCart();
    const order = cartId && requestOf(cartId, values);
    // Nobody knows whether the order exists; asking again with its key tells, and gives its token.
    if (order && repeatsAttempt(order)) void send(order);
  });
  // oxlint-disable-next-line react/set-state-in-effect -- it starts a request, and shows that
  useEffect(() => resume(), []);
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
