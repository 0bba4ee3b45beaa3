import type en from "../locales/images/en.ts";
import { type AreaKey, areaText } from "../text.ts";

export const {
  load: loadImagesText,
  useText,
  text,
} = areaText<typeof en>({
  en: () => import("../locales/images/en.ts"),
  de: () => import("../locales/images/de.ts"),
});

export type TextKey = AreaKey<typeof en>;
