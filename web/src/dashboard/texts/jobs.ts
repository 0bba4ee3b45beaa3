import type en from "../locales/jobs/en.ts";
import { type AreaKey, areaText } from "../text.ts";

export const {
  load: loadJobsText,
  useText,
  text,
} = areaText<typeof en>({
  en: () => import("../locales/jobs/en.ts"),
  de: () => import("../locales/jobs/de.ts"),
});

export type TextKey = AreaKey<typeof en>;
