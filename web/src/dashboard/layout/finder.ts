import type { Me, MyStore } from "@api/types.ts";
import type { LucideIcon } from "lucide-react";
import type { TextKey } from "../text.ts";

/** Something that was found: what it is called, what tells it from others, and where it is. */
export type Found = { label: string; detail?: string | undefined; href: string };

/** Looks for something by words: orders by their number, products by name. Each area has its own. */
export type Finder = {
  id: string;
  icon: LucideIcon;
  /** What it finds: "Orders". */
  label: TextKey;
  /** Whether it can be used by somebody at a place: in a store, or, without one, on the marketplace. */
  isFor: (me: Me, store: MyStore | undefined) => boolean;
  /** A handful that fits, the best first. */
  find: (words: string, store: MyStore | undefined) => Promise<Found[]>;
};
