import type { BulkChange, ProductStatus } from "@api/types.ts";
import { parseDecimal } from "@ui/money.ts";

/** What a bulk edit is to do, as it is typed. Empty: that stays as it is. */
export type BulkDraft = {
  priceMode: "" | "set" | "increase" | "decrease" | "increase_percent" | "decrease_percent";
  price: string;
  rounding: "none" | "tenth" | "whole" | "ends_95" | "ends_99";
  compareAtMode: "" | "set" | "previous_price" | "clear";
  compareAt: string;
  stockMode: "" | "set" | "add" | "remove";
  stock: string;
  status: "" | ProductStatus;
  /** An id, or `none` to take the category away. */
  category: string;
  addTags: string[];
  removeTags: string[];
};

export const noChange: BulkDraft = {
  priceMode: "",
  price: "",
  rounding: "none",
  compareAtMode: "",
  compareAt: "",
  stockMode: "",
  stock: "",
  status: "",
  category: "",
  addTags: [],
  removeTags: [],
};

/** What is wrong with a draft: the field's name. */
export type Wrong = "price" | "compareAt" | "stock";

/** What is sent of a draft, or what is wrong with it. Undefined when it changes nothing. */
export function changeOf(
  draft: BulkDraft,
  currency: string,
): { change: BulkChange } | { wrong: Wrong[] } | undefined {
  const wrong: Wrong[] = [];
  const change: BulkChange = {};
  if (draft.priceMode) {
    const isPercent = draft.priceMode.endsWith("percent");
    const value = isPercent ? hundredths(draft.price) : parseDecimal(draft.price, currency);
    const tooMuch = draft.priceMode === "decrease_percent" && value !== undefined && value > 100_00;
    if (value === undefined || tooMuch) wrong.push("price");
    else change.price = { mode: draft.priceMode, value, rounding: draft.rounding };
  }
  if (draft.compareAtMode === "set") {
    const value = parseDecimal(draft.compareAt, currency);
    if (value === undefined) wrong.push("compareAt");
    else change.compareAt = { mode: "set", value };
  } else if (draft.compareAtMode) change.compareAt = { mode: draft.compareAtMode };
  if (draft.stockMode) {
    if (/^\d{1,9}$/.test(draft.stock.trim()))
      change.stock = { mode: draft.stockMode, quantity: Number(draft.stock) };
    else wrong.push("stock");
  }
  if (draft.status) change.status = draft.status;
  if (draft.category === "none") change.clearCategory = true;
  else if (draft.category) change.categoryId = draft.category;
  if (draft.addTags.length > 0) change.addTags = draft.addTags;
  if (draft.removeTags.length > 0) change.removeTags = draft.removeTags;
  if (wrong.length > 0) return { wrong };
  return Object.keys(change).length > 0 ? { change } : undefined;
}

/** What a person typed as percent, in hundredths; undefined when it is none. */
function hundredths(text: string): number | undefined {
  const match = /^(\d{1,5})(?:[.,](\d{1,2}))?$/.exec(text.trim());
  return match ? Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0")) : undefined;
}
