import { describe, expect, it } from "vitest";
import { isAccountPath, returnPath } from "./paths.ts";

describe("returnPath", () => {
  it("keeps paths of this marketplace", () => {
    for (const path of ["/", "/cart", "/products?q=a%20b&sort=newest", "/account/security#passkeys"])
      expect(returnPath(path)).toBe(path);
  });

  it("refuses whatever leads elsewhere", () => {
    for (const path of [
      undefined,
      "",
      "account",
      "//evil.example",
      "/\\evil.example",
      "/\t/evil.example",
      "https://evil.example",
      "/.//evil.example",
      "/a/..//evil.example",
      "/%2e//evil.example",
      "javascript:alert(1)",
    ])
      expect(returnPath(path)).toBe("/account");
  });

  it("does not lead back to the sign-in, but to where that leads", () => {
    expect(returnPath("/login")).toBe("/account");
    expect(returnPath("/login?via=provider&returnTo=%2Fcart")).toBe("/cart");
    expect(returnPath("/login?returnTo=%2F%2Fevil.example")).toBe("/account");
  });
});

describe("isAccountPath", () => {
  it("knows these pages from the storefront's", () => {
    for (const path of ["/account", "/account/orders?cursor=a", "/login", "/verify-email?token=a"])
      expect(isAccountPath(path)).toBe(true);
    for (const path of ["/", "/orders/1", "/accounting", "/login-help", "/cart"])
      expect(isAccountPath(path)).toBe(false);
  });
});
