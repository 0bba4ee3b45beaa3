import type en from "../locales/imports/en.ts";
import { type AreaKey, areaText } from "../text.ts";

export const {
  load: loadImportsText,
  useText,
  text,
} = areaText<typeof en>({
  en: () => import("../locales/imports/en.ts"),
  de: () => import("../locales/imports/de.ts"),
});

export type TextKey = AreaKey<typeof en>;
