import { expect, it } from "vitest";
import { pretty } from "./pretty.ts";

it("indents JSON and leaves anything else as it is", () => {
  expect(pretty('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(pretty('{"a":[1')).toBe('{"a":[1');
  expect(pretty("")).toBe("");
});
