import { bodyOf, client } from "@api/client.ts";
import { ApiError } from "@api/problem.ts";
import type { PlacedOrder, PlaceOrder } from "@api/types.ts";
import { closeAttempt, forgetAttempt, openAttempt } from "./attempt.ts";

const PATIENCE = 15;

/**
 * Places the order once, however often it is called with the same content. While the first call still
 * runs on the server, it waits for its answer. Without an answer the attempt stays open.
 */
// Each try waits for the answer of the one before.
/* oxlint-disable no-await-in-loop */
export async function placeOrder(order: PlaceOrder): Promise<PlacedOrder> {
  for (let left = PATIENCE; ; left--) {
    try {
      const header = { "Idempotency-Key": openAttempt(order) };
      const placed = await bodyOf(client.POST("/orders", { params: { header }, body: order }));
      forgetAttempt();
      return placed;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status === 0 || left === 0) throw error;
      if (error.code === "idempotency_key_in_flight") {
        await seconds(error.retryAfter ?? 1);
      } else if (error.code === "idempotency_key_reused") {
        forgetAttempt();
      } else {
        closeAttempt();
        throw error;
      }
    }
  }
}

const seconds = (count: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, Math.min(count, 10) * 1000));
