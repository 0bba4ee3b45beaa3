import { addCatalogue, type PlainKey, translate, useTranslate, type Words } from "@ui/i18n.ts";
import type ui from "@ui/locales/en.ts";
import type en from "./locales/en.ts";

type Texts = typeof en & typeof ui;

/** The words of the dashboard and of the kit, for components. */
export const useText = () => useTranslate<Texts>();

/** The same words outside of components: toasts, titles. */
export const text = translate<Texts>();

/** A text that needs no arguments, to be kept in tables. */
export type TextKey = PlainKey<Texts>;

/**
 * The words of an area besides these: `texts/<area>.ts` calls it with the files of `locales/<area>/`. Its routes call
 * `load` before they are drawn; `useText` and `text` then know both.
 */
export const areaText = <Own>(words: Words) => ({
  load: () => addCatalogue(words),
  useText: () => useTranslate<Texts & Own>(),
  text: translate<Texts & Own>(),
});

/** A text of an area, or of the dashboard, that needs no arguments. */
export type AreaKey<Own> = PlainKey<Texts & Own>;
