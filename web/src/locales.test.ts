import { setupI18n } from "@lingui/core";
import { describe, expect, it } from "vitest";
import accountDe from "./account/locales/de.ts";
import accountEn from "./account/locales/en.ts";
import dashboardDe from "./dashboard/locales/de.ts";
import dashboardEn from "./dashboard/locales/en.ts";
import storefrontDe from "./storefront/locales/de.ts";
import storefrontEn from "./storefront/locales/en.ts";
import orderingDe from "./storefront/locales/ordering/de.ts";
import orderingEn from "./storefront/locales/ordering/en.ts";
import uiDe from "./ui/locales/de.ts";
import uiEn from "./ui/locales/en.ts";

type Tokens = (string | [string, ...unknown[]])[];

/** The names of the arguments of a compiled message. */
const names = (message: unknown): string[] =>
  (message as Tokens).flatMap((token) => (typeof token === "string" ? [] : [token[0]])).toSorted();

describe.each([
  ["storefront", storefrontEn, storefrontDe],
  ["ordering", orderingEn, orderingDe],
  ["account", accountEn, accountDe],
  ["dashboard", dashboardEn, dashboardDe],
  ["ui", uiEn, uiDe],
])("the %s texts", (_name, english, german) => {
  it("have the same arguments in both languages", () => {
    for (const key of Object.keys(english) as (keyof typeof english)[]) {
      expect([key, ...names(german[key])]).toEqual([key, ...names(english[key])]);
    }
  });
});

/** The words of the dashboard's areas, each loaded with its pages. */
const areas = import.meta.glob<Record<string, string>>("./dashboard/locales/*/*.ts", {
  eager: true,
  import: "default",
});
const areaNames = [...new Set(Object.keys(areas).map((file) => file.split("/").at(-2) ?? ""))];
const areaTexts = (area: string, lang: string) => areas[`./dashboard/locales/${area}/${lang}.ts`] ?? {};

describe("the texts of the dashboard's areas", () => {
  it("have the same arguments in both languages", () => {
    for (const area of areaNames) {
      const [english, german] = [areaTexts(area, "en"), areaTexts(area, "de")];
      for (const key of Object.keys(english))
        expect([key, ...names(german[key])]).toEqual([key, ...names(english[key])]);
    }
  });
});

describe.each([
  ["storefront", [uiEn, storefrontEn, orderingEn]],
  ["account", [uiEn, accountEn]],
  ["dashboard", [uiEn, dashboardEn, ...areaNames.map((area) => areaTexts(area, "en"))]],
])("the catalogues of the %s", (_name, catalogues) => {
  it("have keys of their own", () => {
    const keys = catalogues.flatMap((one) => Object.keys(one));
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });
});

describe("plurals", () => {
  it("follow the language", () => {
    const i18n = setupI18n({ locale: "en", messages: { en: uiEn, de: uiDe } });
    expect(i18n._("nav.cart", { count: 0 })).toBe("Cart, empty now");
    expect(i18n._("nav.cart", { count: 1 })).toBe("Cart, 1 item");
    expect(i18n._("nav.cart", { count: 3 })).toBe("Cart, 3 items");
    i18n.activate("de");
    expect(i18n._("field.wrong", { count: 2 })).toBe("Bitte prüfe 2 Felder");
  });
});
