import { addCatalogue, translate, useTranslate } from "@ui/i18n.ts";
import type ui from "@ui/locales/en.ts";
import type en from "./locales/en.ts";
import type wish from "./locales/wish/en.ts";

type Texts = typeof en & typeof wish & typeof ui;

/** All words of the storefront, for those who wait for what has sold out. */
export const useText = () => useTranslate<Texts>();

/** The same words outside of components. */
export const text = translate<Texts>();

const catalogue = {
  en: () => import("./locales/wish/en.ts"),
  de: () => import("./locales/wish/de.ts"),
};

/** Loads the words; most buyers never need them. */
export const loadWishText = () => addCatalogue(catalogue);
