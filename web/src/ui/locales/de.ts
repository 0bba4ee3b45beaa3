import type { Translation } from "../i18n.ts";
import type en from "./en.ts";

export default {
  "ui.close": "Schließen",
  "ui.decrease": "Eins weniger: {name}",
  "ui.increase": "Eins mehr: {name}",
  "ui.quantityOf": "Anzahl: {name}",
  "ui.dismiss": "Ausblenden",
  "ui.was": "vorher",
  "ui.now": "jetzt",
  "ui.from": "ab",
} satisfies Translation<typeof en>;
