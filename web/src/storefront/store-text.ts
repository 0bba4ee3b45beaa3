import { addCatalogue, useTranslate } from "@ui/i18n.ts";
import type ui from "@ui/locales/en.ts";
import type en from "./locales/en.ts";
import type store from "./locales/store/en.ts";

type Texts = typeof en & typeof store & typeof ui;

/** All words of the storefront, for what is said of a store's holidays, policies and owner. */
export const useText = () => useTranslate<Texts>();

const catalogue = {
  en: () => import("./locales/store/en.ts"),
  de: () => import("./locales/store/de.ts"),
};

/** Loads the words that only these parts need. */
export const loadStoreText = () => addCatalogue(catalogue);
