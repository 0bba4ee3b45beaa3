import { beforeEach, describe, expect, it } from "vitest";
import { closeAttempt, forgetAttempt, interruptedCart, openAttempt, repeatsAttempt } from "./attempt.ts";

const order = (city: string) => ({
  cartId: "cart-1",
  email: "ada@example.com",
  shipping: { name: "Ada", line1: "Street 1", postalCode: "10115", city, country: "DE" },
});

describe("an attempt to order", () => {
  beforeEach(() => sessionStorage.clear());

  it("keeps its key for the same content, over reloads and refusals", () => {
    const first = openAttempt(order("Berlin"));
    expect(openAttempt(order("Berlin"))).toBe(first);
    closeAttempt();
    expect(openAttempt(order("Berlin"))).toBe(first);
  });

  it("has a new key for other content, and after an order", () => {
    const first = openAttempt(order("Berlin"));
    const second = openAttempt(order("Köln"));
    expect(second).not.toBe(first);
    forgetAttempt();
    expect(openAttempt(order("Köln"))).not.toBe(second);
  });

  it("is known to be interrupted until there is an answer", () => {
    expect(interruptedCart()).toBeNull();
    openAttempt(order("Berlin"));
    expect(interruptedCart()).toBe("cart-1");
    expect(repeatsAttempt(order("Berlin"))).toBe(true);
    expect(repeatsAttempt(order("Köln"))).toBe(false);
    closeAttempt();
    expect(interruptedCart()).toBeNull();
  });

  it("keeps nothing readable of the order", () => {
    openAttempt(order("Berlin"));
    expect(sessionStorage.getItem("rialto.attempt")).not.toMatch(/Berlin|ada@/);
  });
});
