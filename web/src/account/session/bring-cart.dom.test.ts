import { saveCart, savedCart } from "@ui/saved-cart.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bringCart } from "./bring-cart.ts";

const cart = (id: string, itemCount: number) => ({
  id,
  status: "open" as const,
  stores: [],
  itemCount,
  total: { amount: 0, currency: "EUR" },
  changed: false,
});
const capped = { variantId: "v", name: "Cup", reason: "capped_by_stock", quantityWanted: 5, quantity: 2 };

/** Answers by method and path; what is not there does not answer. */
function answers(known: Record<string, () => Response>) {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const key = `${request.method} ${new URL(request.url).pathname.replace("/api/v1", "")}`;
    asked.push(key);
    const answer = known[key];
    if (!answer) throw new TypeError("no connection");
    return answer();
  });
  return asked;
}

describe("bringing a guest's cart along", () => {
  beforeEach(() => localStorage.clear());
  afterEach(() => vi.unstubAllGlobals());

  it("merges it, keeps the account's in its place and tells what changed", async () => {
    saveCart({ id: "guest", cart: cart("guest", 5) });
    const asked = answers({
      "POST /me/cart/merge": () => Response.json({ cart: cart("mine", 2), adjustments: [capped] }),
    });
    expect(await bringCart()).toEqual([capped]);
    expect(asked).toEqual(["POST /me/cart/merge"]);
    expect(savedCart()).toEqual({ id: "mine", cart: cart("mine", 2) });
  });

  it("takes the account's when there is nothing to bring", async () => {
    saveCart({ id: "guest", cart: null });
    const asked = answers({ "GET /me/cart": () => Response.json(cart("mine", 1)) });
    expect(await bringCart()).toEqual([]);
    expect(asked).toEqual(["GET /me/cart"]);
    expect(savedCart()?.id).toBe("mine");
  });

  it("takes the account's when the guest's is gone or was its own", async () => {
    saveCart({ id: "mine", cart: cart("mine", 1) });
    answers({
      "POST /me/cart/merge": () => Response.json({ code: "cart_not_found" }, { status: 404 }),
      "GET /me/cart": () => Response.json(cart("mine", 3)),
    });
    expect(await bringCart()).toEqual([]);
    expect(savedCart()).toEqual({ id: "mine", cart: cart("mine", 3) });
  });

  it("leaves it for the next time when the server does not answer", async () => {
    saveCart({ id: "guest", cart: cart("guest", 5) });
    answers({});
    expect(await bringCart()).toEqual([]);
    expect(savedCart()?.id).toBe("guest");
  });
});
