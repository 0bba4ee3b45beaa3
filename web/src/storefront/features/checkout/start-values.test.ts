import type { SavedAddress } from "@api/types.ts";
import { emptyAddress } from "@ui/address.ts";
import { describe, expect, it } from "vitest";
import { startValues } from "./start-values.ts";

const saved = (id: string, defaults: Partial<SavedAddress> = {}): SavedAddress => ({
  id,
  address: { name: `Ada ${id}`, line1: "Street 1", postalCode: "10115", city: "Berlin", country: "DE" },
  defaultShipping: false,
  defaultBilling: false,
  ...defaults,
});
const buyer = (...addresses: SavedAddress[]) => ({ email: "ada@example.com", name: "Ada", addresses });
const typed = { ...emptyAddress("FR"), name: "Grace", line1: "Rue 2", city: "Paris" };

describe("the checkout", () => {
  it("begins empty for a guest, in the likely country", () => {
    expect(startValues(null, null, "DE")).toEqual({
      email: "",
      shipping: emptyAddress("DE"),
      billing: emptyAddress("DE"),
      billingSame: true,
      from: { shipping: "", billing: "" },
      keep: { shipping: false, billing: false },
    });
  });

  it("begins with the account's email and default addresses", () => {
    const one = startValues(
      null,
      buyer(saved("home", { defaultShipping: true, defaultBilling: true })),
      "FR",
    );
    expect(one).toMatchObject({ email: "ada@example.com", from: { shipping: "home" }, billingSame: true });
    expect(one.shipping).toMatchObject({ name: "Ada home", country: "DE", line2: "" });

    expect(startValues(null, buyer(), "FR").shipping).toEqual({ ...emptyAddress("FR"), name: "Ada" });

    const two = startValues(
      null,
      buyer(saved("home", { defaultShipping: true }), saved("office", { defaultBilling: true })),
      "DE",
    );
    expect(two).toMatchObject({ from: { shipping: "home", billing: "office" }, billingSame: false });
  });

  it("goes on with what was typed in this tab", () => {
    const before = { email: "grace@example.com", shipping: typed, billingSame: true };
    const values = startValues(before, buyer(saved("home", { defaultShipping: true })), "DE");
    expect(values).toMatchObject({ email: "grace@example.com", shipping: typed, from: { shipping: "" } });
  });

  it("keeps the little that a guest has typed, and lets an address go before a name alone", () => {
    const before = { shipping: { ...emptyAddress("FR"), name: "Grace" } };
    expect(startValues(before, null, "DE").shipping).toEqual(before.shipping);
    expect(startValues(before, buyer(saved("home")), "DE").from.shipping).toBe("home");
  });

  it("forgets a choice that is no longer kept, and what it cannot keep", () => {
    const before = {
      shipping: typed,
      from: { shipping: "gone", billing: "" },
      keep: { shipping: true, billing: false },
    };
    expect(startValues(before, null, "DE")).toMatchObject({
      shipping: typed,
      from: { shipping: "" },
      keep: { shipping: false },
    });
  });
});
