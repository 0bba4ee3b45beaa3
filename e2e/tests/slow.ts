import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A way to the server on which answers to a path arrive late: the server has done what was asked, and the
 * browser does not know it yet. Gives the address, and how to close it.
 */
export async function slowly(site: string, path: string, ms: number) {
  const { hostname, port } = new URL(site);
  const proxy = createServer((from, to) => {
    const onward = request(
      { hostname, port, path: from.url, method: from.method, headers: from.headers },
      (answer) => {
        const pass = () => {
          to.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
          answer.pipe(to);
        };
        if (from.url?.startsWith(path)) setTimeout(pass, ms);
        else pass();
      },
    );
    onward.on("error", () => to.destroy());
    from.pipe(onward);
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, hostname, resolve);
  });
  return {
    address: `http://${hostname}:${(proxy.address() as AddressInfo).port}`,
    close() {
      proxy.closeAllConnections();
      proxy.close();
    },
  };
}
