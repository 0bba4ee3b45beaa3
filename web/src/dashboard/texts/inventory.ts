import type en from "../locales/inventory/en.ts";
import { type AreaKey, areaText } from "../text.ts";

export const {
  load: loadInventoryText,
  useText,
  text,
} = areaText<typeof en>({
  en: () => import("../locales/inventory/en.ts"),
  de: () => import("../locales/inventory/de.ts"),
});

export type TextKey = AreaKey<typeof en>;
