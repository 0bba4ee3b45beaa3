import { parseSearch } from "@ui/search-params.ts";
import { describe, expect, it } from "vitest";
import { deliveriesSearch } from "./deliveries-search.ts";

describe("the address of an endpoint's deliveries", () => {
  it("says state, event and page", () => {
    expect(deliveriesSearch(parseSearch("status=failed&eventType=order.items_cancelled&cursor=x"))).toEqual({
      status: "failed",
      eventType: "order.items_cancelled",
      cursor: "x",
    });
  });

  it("is read without what the API would refuse", () => {
    expect(deliveriesSearch(parseSearch("status=lost&eventType=Order%20paid&cursor="))).toEqual({});
    expect(deliveriesSearch(parseSearch("eventType=a.b&eventType=c.d"))).toEqual({});
  });
});
