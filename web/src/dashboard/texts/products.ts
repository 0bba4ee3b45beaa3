import type en from "../locales/products/en.ts";
import { type AreaKey, areaText } from "../text.ts";

export const {
  load: loadProductsText,
  useText,
  text,
} = areaText<typeof en>({
  en: () => import("../locales/products/en.ts"),
  de: () => import("../locales/products/de.ts"),
});

export type TextKey = AreaKey<typeof en>;
