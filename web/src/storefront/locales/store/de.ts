import type { Translation } from "@ui/i18n.ts";
import type en from "./en.ts";

export default {
  "storeAbout.holiday": "{name} macht Urlaub",
  "storeAbout.holidayUntil": "{name} macht Urlaub und verkauft wieder ab {date}",
  "storeAbout.holidayText": "Du kannst dich umsehen; kaufen geht erst danach.",
  "storeAbout.title": "Gut zu wissen",
  "storeAbout.shipping": "Versand",
  "storeAbout.returns": "Rückgabe",
  "storeAbout.privacy": "Datenschutz",
  "storeAbout.imprint": "Wer hier verkauft",
  "storeAbout.register": "Register",
  "storeAbout.vatId": "USt-IdNr.",
} as const satisfies Translation<typeof en>;
