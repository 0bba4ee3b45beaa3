import type { Import, ImportStatus } from "@api/types.ts";
import type { Tone } from "@ui/badge.tsx";

export const TONES: Partial<Record<ImportStatus, Tone>> = {
  checking: "accent",
  importing: "accent",
  done: "neutral",
  stopped: "low",
  failed: "danger",
};

export const isRunning = ({ status }: Import) => status === "checking" || status === "importing";

/** What can be imported, or tried: its file is there, and it is not done. */
export const canStart = (one: Import) => one.fileKept && !isRunning(one) && one.status !== "done";

/** Whether pictures of it are still being fetched. */
export const waitsForPictures = ({ status, counts }: Import) =>
  status !== "cancelled" && counts.pictures > counts.picturesDone;

/** Whether it says what became of products: one that was only uploaded does not. */
export const hasResult = (one: Import) => one.startedAt !== undefined;

/** How far it is, in whole percent. */
export const percentOf = ({ bytes, counts }: Import) =>
  bytes > 0 ? Math.min(100, Math.floor((counts.bytesRead / bytes) * 100)) : 0;
