import type { StoreStatus } from "@api/types.ts";
import type { TextKey } from "../../texts/stores.ts";
import type { Ask } from "./ask-search.ts";

/** Something that an operator can decide about a store. */
type Deed = {
  label: TextKey;
  effect: TextKey;
  done: TextKey;
  danger: boolean;
  /** True when the owners are told why. */
  reason: boolean;
  from: readonly StoreStatus[];
};

/** All of it, by the word in the address that asks for it. */
export const DEEDS: Record<Ask, Deed> = {
  approve: {
    label: "stores.approve",
    effect: "stores.approveText",
    done: "stores.approved",
    danger: false,
    reason: false,
    from: ["submitted"],
  },
  refuse: {
    label: "stores.refuse",
    effect: "stores.refuseText",
    done: "stores.refused",
    danger: true,
    reason: true,
    from: ["submitted"],
  },
  suspend: {
    label: "stores.suspend",
    effect: "stores.suspendText",
    done: "stores.suspended",
    danger: true,
    reason: true,
    from: ["active"],
  },
  reinstate: {
    label: "stores.reinstate",
    effect: "stores.reinstateText",
    done: "stores.reinstated",
    danger: false,
    reason: false,
    from: ["suspended", "closed"],
  },
};
