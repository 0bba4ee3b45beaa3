import type en from "../locales/categories/en.ts";
import { type AreaKey, areaText } from "../text.ts";

export const {
  load: loadCategoriesText,
  useText,
  text,
} = areaText<typeof en>({
  en: () => import("../locales/categories/en.ts"),
  de: () => import("../locales/categories/de.ts"),
});

export type TextKey = AreaKey<typeof en>;
