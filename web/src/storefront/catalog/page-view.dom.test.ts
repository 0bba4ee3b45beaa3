import { renderHook } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { usePageView } from "./page-view.ts";

const sent: Promise<string>[] = [];
vi.stubGlobal("navigator", {
  sendBeacon: (path: string, body: Blob) => sent.push(body.text().then((text) => `${path} ${text}`)),
});

afterEach(() => sent.splice(0));

it("tells of each page once, and which of them begins a visit of the store", async () => {
  const page = renderHook(({ store, product }) => usePageView(store, product), {
    initialProps: { store: "a", product: undefined as string | undefined },
  });
  page.rerender({ store: "a", product: undefined });
  page.rerender({ store: "a", product: "lamp" });
  page.rerender({ store: "b", product: "mug" });
  page.unmount();
  expect(await Promise.all(sent)).toEqual([
    '/api/v1/views {"storeId":"a","visit":true}',
    '/api/v1/views {"productId":"lamp","visit":false}',
    '/api/v1/views {"productId":"mug","visit":true}',
  ]);
});
