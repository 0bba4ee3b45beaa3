import { type PlainKey, translate, useTranslate } from "@ui/i18n.ts";
import type ui from "@ui/locales/en.ts";
import type en from "./locales/en.ts";

type Texts = typeof en & typeof ui;

/** The words of the dashboard and of the kit, for components. */
export const useText = () => useTranslate<Texts>();

/** The same words outside of components: toasts, titles. */
export const text = translate<Texts>();

/** A text that needs no arguments, to be kept in tables. */
export type TextKey = PlainKey<Texts>;
