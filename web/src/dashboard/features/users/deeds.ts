import type { User } from "@api/types.ts";
import { text, type TextKey } from "../../texts/accounts.ts";
import type { Ask } from "./ask-search.ts";
import { endSessions, updateUser } from "./queries.ts";

/** Something that can be done to an account. */
type Deed = {
  label: TextKey;
  title: (who: string) => string;
  /** What follows from it, a paragraph each. */
  effects: readonly TextKey[];
  submit: TextKey;
  done: TextKey;
  danger: boolean;
  /** True when the address has to be typed first. */
  typed: boolean;
  /** Whether it changes anything. */
  applies: (user: User) => boolean;
  act: (userId: string) => Promise<void>;
};

/** All of it, by the word in the address that asks for it. */
export const DEEDS: Record<Ask, Deed> = {
  admin: {
    label: "user.makeAdmin",
    title: (who) => text("user.makeAdminTitle", { who }),
    effects: ["user.makeAdminText", "user.recorded"],
    submit: "user.makeAdmin",
    done: "user.madeAdmin",
    danger: true,
    typed: true,
    applies: (user) => user.role === "customer",
    act: (userId) => updateUser(userId, { role: "admin" }),
  },
  customer: {
    label: "user.makeCustomer",
    title: (who) => text("user.makeCustomerTitle", { who }),
    effects: ["user.makeCustomerText", "user.recorded"],
    submit: "user.makeCustomer",
    done: "user.madeCustomer",
    danger: true,
    typed: false,
    applies: (user) => user.role === "admin",
    act: (userId) => updateUser(userId, { role: "customer" }),
  },
  sessions: {
    label: "user.endSessions",
    title: (who) => text("user.endSessionsTitle", { who }),
    effects: ["user.endSessionsText", "user.recorded"],
    submit: "user.endSessions",
    done: "user.endedSessions",
    danger: false,
    typed: false,
    applies: () => true,
    act: endSessions,
  },
  block: {
    label: "user.block",
    title: (who) => text("user.blockTitle", { who }),
    effects: ["user.blockText", "user.recorded"],
    submit: "user.block",
    done: "user.didBlock",
    danger: true,
    typed: false,
    applies: (user) => !user.blocked,
    act: (userId) => updateUser(userId, { blocked: true }),
  },
  unblock: {
    label: "user.unblock",
    title: (who) => text("user.unblockTitle", { who }),
    effects: ["user.unblockText", "user.recorded"],
    submit: "user.unblock",
    done: "user.didUnblock",
    danger: false,
    typed: false,
    applies: (user) => user.blocked,
    act: (userId) => updateUser(userId, { blocked: false }),
  },
};
