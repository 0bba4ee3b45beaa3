import { ApiError } from "@api/problem.ts";
import { emptyAddress } from "@ui/address.ts";
import { describe, expect, it } from "vitest";
import { type CheckoutValues, errorsOf, requestOf, validate } from "./checkout-form.ts";

const address = {
  ...emptyAddress("DE"),
  name: "Ada Lovelace",
  line1: "Hauptstraße 1",
  postalCode: "10115",
  city: "Berlin",
};
const values = (change: Partial<CheckoutValues> = {}): CheckoutValues => ({
  email: "ada@example.com",
  shipping: address,
  billingSame: true,
  billing: emptyAddress("DE"),
  from: { shipping: "", billing: "" },
  keep: { shipping: false, billing: false },
  ...change,
});

describe("validate", () => {
  it("accepts a complete form", () => expect(validate(values())).toEqual({}));

  it("names what is missing, in the order of the form", () => {
    const errors = validate(values({ email: " ", shipping: emptyAddress("") }));
    expect(Object.keys(errors)).toEqual([
      "email",
      "shipping.name",
      "shipping.line1",
      "shipping.postalCode",
      "shipping.city",
      "shipping.country",
    ]);
  });

  it("looks at the billing address only when it differs", () => {
    expect(validate(values({ billingSame: false }))).toHaveProperty(["billing.name"], "field.required");
  });

  it("knows an email address", () => {
    for (const email of ["ada", "ada@", "ada@example", "a b@example.com", "ada@example..com"]) {
      expect(validate(values({ email }))).toEqual({ email: "field.email" });
    }
  });
});

describe("requestOf", () => {
  it("trims and leaves out what is empty", () => {
    const shipping = { ...address, city: " Berlin ", phone: " " };
    expect(requestOf("cart-1", values({ email: " ada@example.com ", shipping }), "de")).toEqual({
      cartId: "cart-1",
      email: "ada@example.com",
      locale: "de",
      shipping: {
        name: "Ada Lovelace",
        line1: "Hauptstraße 1",
        postalCode: "10115",
        city: "Berlin",
        country: "DE",
      },
    });
  });

  it("sends a billing address of its own", () => {
    expect(requestOf("cart-1", values({ billingSame: false, billing: address }), "en").billing).toMatchObject(
      {
        city: "Berlin",
      },
    );
  });
});

describe("errorsOf", () => {
  it("puts the server's problems at their fields", () => {
    const fields = [
      { path: "email", code: "format" },
      { path: "shipping.postalCode", code: "max_length" },
      { path: "billing.city", code: "min_length" },
      { path: "shipping.country", code: "pattern" },
      { path: "cartId", code: "unknown" },
    ];
    expect(errorsOf(new ApiError(422, { code: "invalid", fields }))).toEqual({
      email: "field.email",
      "shipping.postalCode": "field.tooLong",
      "billing.city": "field.required",
      "shipping.country": "field.invalid",
    });
  });
});
