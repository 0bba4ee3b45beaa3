import { addCatalogue, type PlainKey, translate, useTranslate } from "@ui/i18n.ts";
import type ui from "@ui/locales/en.ts";
import type en from "./locales/en.ts";
import type ordering from "./locales/ordering/en.ts";

type Texts = typeof en & typeof ordering & typeof ui;

/** All words of the storefront, for components of the checkout and of orders. */
export const useText = () => useTranslate<Texts>();

/** The same words outside of components: toasts, titles. */
export const text = translate<Texts>();

/** A text that needs no arguments, to be kept in tables. */
export type TextKey = PlainKey<Texts>;

const catalogue = {
  en: () => import("./locales/ordering/en.ts"),
  de: () => import("./locales/ordering/de.ts"),
};

/** Loads the words that only these pages need; their routes call it before they are drawn. */
export const loadOrderingText = () => addCatalogue(catalogue);
