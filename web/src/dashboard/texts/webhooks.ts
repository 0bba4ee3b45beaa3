import type en from "../locales/webhooks/en.ts";
import { type AreaKey, areaText } from "../text.ts";

export const {
  load: loadWebhooksText,
  useText,
  text,
} = areaText<typeof en>({
  en: () => import("../locales/webhooks/en.ts"),
  de: () => import("../locales/webhooks/de.ts"),
});

export type TextKey = AreaKey<typeof en>;
