import type { Translation } from "@ui/i18n.ts";
import type en from "./en.ts";

export default {
  "wish.title": "Sollen wir dir sagen, wenn es wieder da ist?",
  "wish.lead": "Du bekommst eine einzige Mail und sonst nichts.",
  "wish.email": "Deine E-Mail-Adresse",
  "wish.emailWrong": "Das sieht nicht nach einer E-Mail-Adresse aus.",
  "wish.submit": "Sagt es mir",
  "wish.confirm":
    "Sieh in deine Mails und bestätige, dass du es wissen willst. Dann schreiben wir dir einmal, sobald es wieder da ist.",
  "wish.noted": "Wir schreiben einmal an die Adresse deines Kontos, sobald es wieder da ist.",
  "wish.back": "Es ist schon wieder da: Lade die Seite neu.",
  "wish.tooMany": "Das war zu oft. Bitte warte ein wenig.",
  "wish.failed": "Das hat nicht geklappt. Bitte versuche es noch einmal.",
} as const satisfies Translation<typeof en>;
