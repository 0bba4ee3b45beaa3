import { readStored, session, writeStored } from "./storage.ts";
import { toast } from "./toast.ts";

/** Something to be told on the next page, wherever that is; `link` leads to where more is said. */
export type Notice = { text: string; link?: { label: string; href: string } };

const KEY = "rialto.notices";

/** Keeps a notice for the next page of this tab. */
export const leaveNotice = (notice: Notice) =>
  writeStored(session, KEY, [...(readStored<Notice[]>(session, KEY) ?? []), notice]);

/** Shows what was left for this page. They stay until they are put away. */
export function showNotices(): void {
  const notices = readStored<Notice[]>(session, KEY);
  if (!notices) return;
  writeStored(session, KEY, null);
  for (const { text, link } of notices) {
    const action = link && { label: link.label, run: () => location.assign(link.href) };
    toast(text, { stays: true, ...(action && { action }) });
  }
}
