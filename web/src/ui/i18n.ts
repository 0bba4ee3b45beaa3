import { setupI18n } from "@lingui/core";
import { useSyncExternalStore } from "react";
import { readCookie, writeCookie } from "./cookies.ts";
import type ui from "./locales/en.ts";

export const LOCALES = ["en", "de"] as const;
export type Locale = (typeof LOCALES)[number];

/** The names of a message's arguments. A plural branch must not be one bare word in braces. */
type Arguments<Text> = Text extends `${string}{${infer Inner}}${infer Rest}`
  ?
      | (Inner extends `${infer Name}, plural,${string}`
          ? Name
          : Inner extends `${string} ${string}` | "#"
            ? never
            : Inner)
      | Arguments<Rest>
  : never;
type Values<Text> = [Arguments<Text>] extends [never]
  ? []
  : [values: Record<Arguments<Text>, string | number>];

/** The keys of the messages that take no arguments. */
export type PlainKey<Catalogue> = {
  [Key in keyof Catalogue & string]: [Arguments<Catalogue[Key]>] extends [never] ? Key : never;
}[keyof Catalogue & string];

/** Says a message of the catalogue in the chosen language. An unknown key or a missing argument does not compile. */
export type Translate<Catalogue> = <Key extends keyof Catalogue & string>(
  key: Key,
  ...values: Values<Catalogue[Key]>
) => string;

/** What every locale's file of a catalogue has to be. */
export type Translation<Catalogue> = Record<keyof Catalogue, string>;

const i18n = setupI18n();

const regional: Record<Locale, () => string> = {
  en: () => navigator.languages.find((tag) => tag.startsWith("en-")) ?? "en-GB",
  de: () => navigator.languages.find((tag) => tag.startsWith("de-")) ?? "de-DE",
};

/** The words of a part of the pages, a file for each language. */
export type Words = Record<Locale, () => Promise<{ default: Record<string, string> }>>;
const catalogues: Words[] = [];
let chosen: Locale = "en";
let ready: Promise<void> = Promise.resolve();

const known = (tag: string | undefined) => LOCALES.find((locale) => tag?.toLowerCase().startsWith(locale));

/** Loads the language of the `lang` cookie, else the browser's first that we have. Called once, before the first render. */
export function startLocale(first: Words[]): Promise<void> {
  catalogues.push(...first);
  return activate(known(readCookie("lang")) ?? navigator.languages.map(known).find(Boolean) ?? "en");
}

/** Loads another catalogue, for the pages that need it. A second time changes nothing. */
export function addCatalogue(catalogue: Words): Promise<void> {
  if (catalogues.includes(catalogue)) return ready;
  catalogues.push(catalogue);
  return activate(chosen);
}

/** Changes the language at once and for later visits. */
export async function switchLocale(locale: Locale): Promise<void> {
  writeCookie("lang", locale);
  await activate(locale);
}

function activate(locale: Locale): Promise<void> {
  chosen = locale;
  ready = load(locale);
  return ready;
}

async function load(locale: Locale) {
  const parts = await Promise.all(catalogues.map((of) => of[locale]()));
  // Another language may have been chosen meanwhile.
  if (locale !== chosen) return;
  for (const part of parts) i18n.load(locale, part.default);
  i18n.activate(locale);
  document.documentElement.lang = locale;
}

const subscribe = (listener: () => void) => i18n.on("change", listener);

/** The chosen language; the component renders again when it changes. */
export const useLocale = () => useSyncExternalStore(subscribe, () => i18n.locale as Locale);

/** The tag for Intl: the visitor's own region of the chosen language where the browser tells it. */
export const intlLocale = () => regional[(i18n.locale || "en") as Locale]();

/** Translates outside of components: toasts, titles. */
export const translate =
  <Catalogue>(): Translate<Catalogue> =>
  (key, ...values) =>
    i18n._(key, values[0]);

/** The translator of a catalogue; the component renders again when the language changes. */
export function useTranslate<Catalogue>(): Translate<Catalogue> {
  useLocale();
  return translate<Catalogue>();
}

export const useUiText = () => useTranslate<typeof ui>();
