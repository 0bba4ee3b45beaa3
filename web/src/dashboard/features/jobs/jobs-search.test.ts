import { parseSearch } from "@ui/search-params.ts";
import { describe, expect, it } from "vitest";
import { jobsSearch } from "./jobs-search.ts";

describe("the address of the jobs", () => {
  it("says state, kind, name and page", () => {
    expect(
      jobsSearch(parseSearch("state=retryable&kind=errand&name=Notify.send&failing=true&cursor=x")),
    ).toEqual({
      state: "retryable",
      kind: "errand",
      name: "notify.send",
      failing: true,
      cursor: "x",
    });
  });

  it("is read without what the API would refuse", () => {
    expect(jobsSearch(parseSearch("state=lost&kind=a&kind=b&name=a%20b&failing=no&cursor="))).toEqual({});
  });
});
