import type en from "../locales/accounts/en.ts";
import { type AreaKey, areaText } from "../text.ts";

export const {
  load: loadAccountsText,
  useText,
  text,
} = areaText<typeof en>({
  en: () => import("../locales/accounts/en.ts"),
  de: () => import("../locales/accounts/de.ts"),
});

export type TextKey = AreaKey<typeof en>;
