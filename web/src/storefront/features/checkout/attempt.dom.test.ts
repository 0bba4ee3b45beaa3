import { beforeEach, describe, expect, it } from "vitest";
import { attemptKey, forgetAttempt } from "./attempt.ts";

const order = (city: string) => ({
  cartId: "cart-1",
  email: "ada@example.com",
  shipping: { name: "Ada", line1: "Street 1", postalCode: "10115", city, country: "DE" },
});

describe("the idempotency key", () => {
  beforeEach(() => sessionStorage.clear());

  it("stays for the same content, over reloads", () => {
    expect(attemptKey(order("Berlin"))).toBe(attemptKey(order("Berlin")));
  });

  it("is new for other content, and after an order", () => {
    const first = attemptKey(order("Berlin"));
    const second = attemptKey(order("Köln"));
    expect(second).not.toBe(first);
    forgetAttempt();
    expect(attemptKey(order("Köln"))).not.toBe(second);
  });

  it("keeps nothing readable of the order", () => {
    attemptKey(order("Berlin"));
    expect(sessionStorage.getItem("rialto.attempt")).not.toMatch(/Berlin|ada@/);
  });
});
