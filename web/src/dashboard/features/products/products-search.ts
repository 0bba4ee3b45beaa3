import type { ProductStatus } from "@api/types.ts";
import { STATUSES } from "./statuses.ts";

/** What the address of the list of products may say. */
export type ProductsSearch = {
  q?: string;
  status?: ProductStatus;
  categoryId?: string;
  tag?: string;
  stock?: "in" | "out";
  sort?: "updated" | "newest" | "name";
  cursor?: string;
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads the address; what the API would not take is left out. */
export function productsSearch(raw: Record<string, unknown>): ProductsSearch {
  const text = (name: string, longest: number) =>
    typeof raw[name] === "string" ? raw[name].trim().slice(0, longest) : "";
  const status = STATUSES.find((one) => one === raw.status);
  const stock = (["in", "out"] as const).find((one) => one === raw.stock);
  const sort = (["updated", "newest", "name"] as const).find((one) => one === raw.sort);
  const [q, tag, categoryId, cursor] = [
    text("q", 200),
    text("tag", 255),
    text("categoryId", 36),
    text("cursor", 500),
  ];
  return {
    ...(q && { q }),
    ...(status && { status }),
    ...(UUID.test(categoryId) && { categoryId }),
    ...(tag && { tag }),
    ...(stock && { stock }),
    ...(sort && { sort }),
    ...(cursor && { cursor }),
  };
}
