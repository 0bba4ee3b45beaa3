import { ApiError } from "@api/problem.ts";
import { isSignedIn } from "@api/session.ts";
import type { PlacedOrder, PlaceOrder, SavedAddress } from "@api/types.ts";
import { type AddressField, valuesOfAddress } from "@ui/address.ts";
import { likelyCountry } from "@ui/countries.ts";
import { useFocusWrong } from "@ui/focus-wrong.ts";
import { useLocale } from "@ui/i18n.ts";
import { readStored, session, writeStored } from "@ui/storage.ts";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { cartState } from "../../cart/use-cart.ts";
import { rememberOrder } from "../../device-orders.ts";
import { text } from "../../ordering-text.ts";
import { interruptedCart, repeatsAttempt } from "./attempt.ts";
import { type Buyer, keepAddresses } from "./buyer.ts";
import {
  type CheckoutValues,
  errorsOf,
  type FieldErrors,
  type FieldPath,
  type Kind,
  requestOf,
  validate,
} from "./checkout-form.ts";
import { placeOrder } from "./place-order.ts";
import { blankAddress, startValues } from "./start-values.ts";

const KEY = "rialto.checkout";

export type Phase =
  | { kind: "editing" }
  | { kind: "placing" }
  | { kind: "placed"; order: PlacedOrder }
  | { kind: "refused"; error: unknown };

/** The checkout's form and what became of sending it. What is typed survives a reload of the tab. */
export function useCheckout(buyer: Buyer | null, onPlaced: (order: PlacedOrder) => void) {
  const locale = useLocale();
  const [values, setValues] = useState(() =>
    startValues(readStored<CheckoutValues>(session, KEY), buyer, likelyCountry()),
  );
  const [errors, setErrors] = useState<FieldErrors>({});
  const focusWrong = useFocusWrong("checkout");
  const sending = useRef(false);
  const [phase, setPhase] = useState<Phase>({ kind: "editing" });
  useEffect(() => writeStored(session, KEY, values), [values]);

  const set = (path: FieldPath | "billingSame", value: string | boolean) => {
    setValues((before) => withValue(before, path, value));
    if (path !== "billingSame") setErrors(({ [path]: _fixed, ...rest }) => rest);
  };
  /** Takes a kept address, or none, to type another. */
  const choose = (kind: Kind, saved: SavedAddress | null) => {
    const address = saved ? valuesOfAddress(saved.address) : blankAddress(buyer, likelyCountry());
    setValues((before) => ({
      ...before,
      [kind]: address,
      from: { ...before.from, [kind]: saved?.id ?? "" },
    }));
    setErrors((before) => withoutKind(before, kind));
  };
  const setKeep = (kind: Kind, keep: boolean) =>
    setValues((before) => ({ ...before, keep: { ...before.keep, [kind]: keep } }));
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
      setPhase({ kind: "placed", order: placed });
      if (isSignedIn()) await keep();
      else remember(placed);
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
  const keep = async () => {
    // The next order begins with what the account knows, and nothing is kept twice.
    writeStored(session, KEY, null);
    try {
      await keepAddresses(values);
    } catch {
      // The order is placed all the same.
      (await import("@ui/notices.ts")).leaveNotice({ text: text("checkout.notKept") });
    }
  };
  const submit = async () => {
    const found = validate(values);
    if (Object.keys(found).length > 0) refuse(found);
    else await send(requestOf(cartState.id, values, locale));
  };
  const resume = useEffectEvent(() => {
    const cartId = interruptedCart();
    const order = cartId && requestOf(cartId, values, locale);
    // Nobody knows whether the order exists; asking again with its key tells, and gives its token.
    if (order && repeatsAttempt(order)) void send(order);
  });
  // oxlint-disable-next-line react/set-state-in-effect -- it starts a request, and shows that
  useEffect(() => resume(), []);
  return { values, errors, phase, set, choose, setKeep, submit };
}

/** A guest's order is found again on this device; an account keeps its own. */
const remember = ({ orderId, orderToken, orderNumber }: PlacedOrder) =>
  rememberOrder({
    id: orderId,
    token: orderToken,
    number: orderNumber,
    placedAt: new Date().toISOString(),
  });

const withoutKind = (errors: FieldErrors, kind: Kind): FieldErrors =>
  Object.fromEntries(Object.entries(errors).filter(([path]) => !path.startsWith(`${kind}.`)));

function withValue(
  values: CheckoutValues,
  path: FieldPath | "billingSame",
  value: string | boolean,
): CheckoutValues {
  if (path === "billingSame" || path === "email") return { ...values, [path]: value };
  const [kind, field] = path.split(".") as [Kind, AddressField];
  return { ...values, [kind]: { ...values[kind], [field]: value } };
}
