import { describe, expect, it } from "vitest";
import { eventGroups, eventsWith } from "./event-groups.ts";

const t = ((key: string) => `[${key}]`) as never;
const groups = eventGroups(t, ["stock.low", "parcel.lost", "order.paid", "stock.out"]);
const found = (words: string) =>
  eventsWith(groups, words).flatMap(({ events }) => events.map(({ type }) => type));

describe("the events that an endpoint can be told of", () => {
  it("stand by what they are about, those that are not known last and with their name", () => {
    expect(groups.map(({ name, events }) => [name, ...events.map(({ type }) => type)])).toEqual([
      ["[webhooks.group.order]", "order.paid"],
      ["[webhooks.group.stock]", "stock.low", "stock.out"],
      ["parcel", "parcel.lost"],
    ]);
    expect(groups.map(({ events }) => events[0]?.about)).toEqual([
      "[webhooks.event.order.paid]",
      "[webhooks.event.stock.low]",
      "",
    ]);
  });

  it("are found by all words of their name, their group or what is said of them", () => {
    expect(found("")).toHaveLength(4);
    expect(found(" STOCK  low ")).toEqual(["stock.low"]);
    expect(found("lost paid")).toEqual([]);
  });
});
