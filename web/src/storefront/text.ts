import { type PlainKey, translate, useTranslate } from "@ui/i18n.ts";
import type en from "./locales/en.ts";

/** The storefront's words, for components. */
export const useText = () => useTranslate<typeof en>();

/** The storefront's words outside of components: toasts, titles. */
export const text = translate<typeof en>();

/** A text that needs no arguments, to be kept in tables. */
export type TextKey = PlainKey<typeof en>;
