import { type AreaKey, areaText } from "../text.ts";
import type en from "../locales/analytics/en.ts";

export const {
  load: loadAnalyticsText,
  useText,
  text,
} = areaText<typeof en>({
  en: () => import("../locales/analytics/en.ts"),
  de: () => import("../locales/analytics/de.ts"),
});
export type TextKey = AreaKey<typeof en>;
