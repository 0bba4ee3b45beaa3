import { local, readStored, writeStored } from "@ui/storage.ts";

/** An order that was placed on this device, with the token that opens it. */
export type DeviceOrder = { id: string; token: string; number: string; placedAt: string };

const KEY = "rialto.orders";
const KEPT = 50;

/** Newest first. */
export const deviceOrders = (): DeviceOrder[] => readStored<DeviceOrder[]>(local, KEY) ?? [];

/** Remembers an order; the same one again changes nothing. */
export function rememberOrder(order: DeviceOrder): void {
  const others = deviceOrders().filter((one) => one.id !== order.id);
  writeStored(local, KEY, [order, ...others].slice(0, KEPT));
}
