import { parseSearch } from "@ui/search-params.ts";
import { describe, expect, it } from "vitest";
import { auditSearch } from "./audit-search.ts";

const ID = "0190c2d4-7b6a-7cc1-9d6c-0a52c1a7f001";

describe("the audit log's address", () => {
  it("narrows it to an actor, a store and an action", () => {
    const address = `actor=${ID}&store=${ID}&action=user.role_changed&cursor=abc`;
    expect(auditSearch(parseSearch(address))).toEqual({
      actor: ID,
      store: ID,
      action: "user.role_changed",
      cursor: "abc",
    });
  });

  it("is read without what the API would refuse", () => {
    const address = "actor=ada&store=1&action=DROP%20TABLE&cursor=&other=1&store=2";
    expect(auditSearch(parseSearch(address))).toEqual({});
  });
});
