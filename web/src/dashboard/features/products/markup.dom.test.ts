import { describe, expect, it } from "vitest";
import { htmlOf, isPlain, markupOf } from "./markup.ts";

describe("a description", () => {
  const text =
    "Soft **linen** from *Flanders*.\nWash cold.\n\n### Care\n\n- cold\n- no [bleach](https://x.example/b)\n\n1. one\n2. two\n\n> Worth it.";
  it("is HTML of few elements", () => {
    expect(htmlOf(text)).toBe(
      '<p>Soft <strong>linen</strong> from <em>Flanders</em>.<br>Wash cold.</p>\n<h3>Care</h3>\n<ul><li>cold</li><li>no <a href="https://x.example/b">bleach</a></li></ul>\n<ol><li>one</li><li>two</li></ol>\n<blockquote>Worth it.</blockquote>',
    );
  });
  it("comes back as the text it was", () => expect(markupOf(htmlOf(text))).toBe(text));
  it("keeps what looks like HTML as text", () => {
    expect(htmlOf('<script>alert("1")</script>')).toBe(
      "<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;</p>",
    );
    expect(markupOf("<p>a &lt; b</p>")).toBe("a < b");
  });
  it("makes no link of what is no address", () =>
    expect(htmlOf("[x](javascript:alert(1))")).toBe("<p>[x](javascript:alert(1))</p>"));
  it("says when it holds more than marks can", () => {
    expect(isPlain("<ul><li>a<ul><li>b</li></ul></li></ul>")).toBe(false);
    expect(isPlain(htmlOf(text))).toBe(true);
  });
});
