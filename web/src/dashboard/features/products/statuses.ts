import type { ProductStatus } from "@api/types.ts";

/** What a product can be; in a file of its own, for the address is read long before a form is there. */
export const STATUSES = ["draft", "active", "archived"] as const satisfies ProductStatus[];
