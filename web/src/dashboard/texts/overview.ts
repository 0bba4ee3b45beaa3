import type en from "../locales/overview/en.ts";
import { type AreaKey, areaText } from "../text.ts";

export const {
  load: loadOverviewText,
  useText,
  text,
} = areaText<typeof en>({
  en: () => import("../locales/overview/en.ts"),
  de: () => import("../locales/overview/de.ts"),
});

export type TextKey = AreaKey<typeof en>;
