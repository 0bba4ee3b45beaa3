import { describe, expect, it } from "vitest";
import { groupsFor } from "./layout/navigation.ts";
import { router } from "./router.tsx";

const { navigation } = router.options.context;
const me = { role: "customer" } as Parameters<typeof groupsFor>[1];
const store = { id: "1", slug: "clay", name: "Clay", status: "active" as const };
const shownTo = (...[who, where]: [typeof me, Parameters<typeof groupsFor>[2]]) =>
  groupsFor(navigation, who, where).flatMap((group) => group.items);

describe("the menu", () => {
  it("leads to pages that are there", () => {
    const paths = Object.keys(router.routesByPath);
    expect(navigation.map((item) => item.to).filter((to) => !paths.includes(to))).toEqual([]);
  });

  it("opens to nobody what the gate of the page keeps from them", () => {
    for (const item of navigation) {
      const gates = (router.routesByPath as Record<string, { id: string }>)[item.to]?.id ?? "";
      const needs = gates.includes("/owners/")
        ? "owner"
        : gates.includes("/managers/")
          ? "manager"
          : gates.includes("/stores/$store")
            ? "staff"
            : undefined;
      expect([item.to, "role" in item ? item.role : undefined]).toEqual([item.to, needs]);
    }
  });

  it("has one key for one page", () => {
    for (const shown of [
      shownTo({ ...me, role: "admin" }, undefined),
      shownTo(me, { ...store, role: "owner" }),
    ]) {
      const keys = shown.flatMap((item) => item.key ?? []);
      expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
    }
  });

  it("is empty for whoever has no store and runs nothing", () => {
    expect(shownTo(me, undefined)).toEqual([]);
    expect(shownTo(me, { ...store, role: "staff" })).not.toEqual([]);
  });
});
