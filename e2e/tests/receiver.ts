import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { test as base } from "./fixtures.ts";

/** What came to a receiver. */
export type Received = { headers: IncomingHttpHeaders; body: string };

/** A receiver of webhooks on this machine; `status` is what it answers with. */
export type Receiver = { url: string; status: number; received: Received[] };

/** A test with a receiver of its own. */
export const test = base.extend<{ receiver: Receiver }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the pattern
  receiver: async ({}, use) => {
    const receiver: Receiver = { url: "", status: 200, received: [] };
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        receiver.received.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
        response.writeHead(receiver.status, { "Content-Type": "application/json" });
        response.end(JSON.stringify({ answered: receiver.status }));
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/rialto`;
    await use(receiver);
    server.closeAllConnections();
    server.close();
  },
});

/** Whether a request was signed with a secret, as Standard Webhooks says. */
export function isSigned({ headers, body }: Received, secret: string): boolean {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const told = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`;
  const wanted = Buffer.from(createHmac("sha256", key).update(told).digest("base64"));
  return String(headers["webhook-signature"])
    .split(" ")
    .map((one) => Buffer.from(one.replace(/^v1,/, "")))
    .some((one) => one.length === wanted.length && timingSafeEqual(one, wanted));
}
