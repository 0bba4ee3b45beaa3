import type en from "../locales/orders/en.ts";
import { type AreaKey, areaText } from "../text.ts";

export const {
  load: loadOrdersText,
  useText,
  text,
} = areaText<typeof en>({
  en: () => import("../locales/orders/en.ts"),
  de: () => import("../locales/orders/de.ts"),
});

export type TextKey = AreaKey<typeof en>;
