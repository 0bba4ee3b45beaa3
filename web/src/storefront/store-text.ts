import { addCatalogue, useTranslate } from "@ui/i18n.ts";
import type ui from "@ui/locales/en.ts";
import type en from "./locales/en.ts";
import type store from "./locales/store/en.ts";

type Texts = typeof en & typeof store & typeof ui;

/** All words of the storefront, for what only the pages of products and stores say. */
export const useText = () => useTranslate<Texts>();

const catalogue = {
  en: () => import("./locales/store/en.ts"),
  de: () => import("./locales/store/de.ts"),
};

/** Loads the words that only these pages need; their routes call it before they are drawn. */
export const loadStoreText = () => addCatalogue(catalogue);
