import { Button, buttonClass } from "@ui/button.tsx";
import { MessagePage } from "@ui/message-page.tsx";
import { usePageTitle } from "@ui/page-title.ts";
import { signOut } from "@ui/session/leaving.ts";
import { useMe } from "@ui/session/me.ts";
import { toast } from "@ui/toast.ts";
import { LockKeyhole } from "lucide-react";
import { loginPath } from "../session/login-path.ts";
import { useText } from "../text.ts";
import { problemText } from "./problem-text.ts";

/** Signs out, and lets somebody else sign in for this page. */
async function change() {
  try {
    await signOut();
    location.assign(loginPath(location.pathname + location.search));
  } catch (error) {
    toast(problemText(error), { tone: "error" });
  }
}

/** For somebody who is signed in, and whose account does not open this page. */
export function NotForYouPage() {
  const t = useText();
  const me = useMe();
  usePageTitle(t("notForYou.title"));
  return (
    <MessagePage
      level={1}
      icon={<LockKeyhole size={28} />}
      title={t("notForYou.title")}
      text={
        <>
          <p>{t("notForYou.text")}</p>
          <p className="mt-3">
            {t("notForYou.as")} <strong className="text-ink font-semibold break-all">{me.email}</strong>
          </p>
        </>
      }
      actions={
        <>
          <a href="/" className={buttonClass()}>
            {t("nav.toShop")}
          </a>
          <Button variant="outline" onClick={() => void change()}>
            {t("notForYou.change")}
          </Button>
        </>
      }
    />
  );
}
