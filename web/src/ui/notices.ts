import { NOTICES, readStored, session, writeStored } from "./storage.ts";
import { toast } from "./toast.ts";

/** Something to be told on the next page, wherever that is; `link` leads to where more is said. */
export type Notice = { text: string; link?: { label: string; href: string } };

/** Keeps a notice for the next page of this tab. */
export const leaveNotice = (notice: Notice) =>
  writeStored(session, NOTICES, [...(readStored<Notice[]>(session, NOTICES) ?? []), notice]);

/** Shows what was left for this page. They stay until they are put away. */
export function showNotices(): void {
  const notices = readStored<Notice[]>(session, NOTICES);
  if (!notices) return;
  writeStored(session, NOTICES, null);
  for (const { text, link } of notices) {
    const action = link && { label: link.label, run: () => location.assign(link.href) };
    toast(text, { stays: true, ...(action && { action }) });
  }
}
