import type en from "../locales/stores/en.ts";
import { type AreaKey, areaText } from "../text.ts";

export const {
  load: loadStoresText,
  useText,
  text,
} = areaText<typeof en>({
  en: () => import("../locales/stores/en.ts"),
  de: () => import("../locales/stores/de.ts"),
});

export type TextKey = AreaKey<typeof en>;
