import { MessagePage } from "@ui/message-page.tsx";
import { usePageTitle } from "@ui/page-title.ts";
import { Unlink } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "../text.ts";

/** For an address without what its mail put into it. */
export function BrokenLink({ actions }: { actions: ReactNode }) {
  const t = useText();
  usePageTitle(t("brokenLink.title"));
  return (
    <MessagePage
      level={1}
      icon={<Unlink size={28} />}
      title={t("brokenLink.title")}
      text={t("brokenLink.text")}
      actions={actions}
    />
  );
}
