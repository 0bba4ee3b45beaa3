import { describe, expect, it } from "vitest";
import { currencyDigits, currencySign, decimal, formatMoney, parseDecimal } from "./money.ts";

const plain = (text: string) => text.replaceAll(/\s/g, " ");

describe("decimal", () => {
  it("puts the point where the currency has it", () => {
    expect(decimal(1299, "EUR")).toBe("12.99");
    expect(decimal(5, "EUR")).toBe("0.05");
    expect(decimal(0, "EUR")).toBe("0.00");
    expect(decimal(-1299, "EUR")).toBe("-12.99");
    expect(decimal(1299, "JPY")).toBe("1299");
    expect(decimal(1299, "KWD")).toBe("1.299");
  });

  it("is exact where floating point is not", () => {
    expect(decimal(900719925474099, "EUR")).toBe("9007199254740.99");
  });
});

describe("formatMoney", () => {
  it("writes an amount as the language does", () => {
    expect(formatMoney({ amount: 123456, currency: "EUR" }, "en-GB")).toBe("€1,234.56");
    expect(plain(formatMoney({ amount: 123456, currency: "EUR" }, "de-DE"))).toBe("1.234,56 €");
    expect(formatMoney({ amount: 500, currency: "USD" }, "en-US")).toBe("$5.00");
  });
});

describe("parseDecimal", () => {
  it("takes a point or a comma", () => {
    expect(parseDecimal("12.5", "EUR")).toBe(1250);
    expect(parseDecimal(" 12,50 ", "EUR")).toBe(1250);
    expect(parseDecimal("12", "EUR")).toBe(1200);
    expect(parseDecimal("12", "JPY")).toBe(12);
    expect(parseDecimal("0.005", "KWD")).toBe(5);
  });

  it("refuses what is not an amount of the currency", () => {
    for (const text of ["", "abc", "-1", "1.234", "1,2,3", "12.", "1e3"])
      expect(parseDecimal(text, "EUR")).toBeUndefined();
    expect(parseDecimal("12.5", "JPY")).toBeUndefined();
  });
});

describe("currencies", () => {
  it("are known by sign and digits", () => {
    expect(currencyDigits("EUR")).toBe(2);
    expect(currencyDigits("JPY")).toBe(0);
    expect(currencySign("EUR", "en-GB")).toBe("€");
  });
});
