import { readFileSync } from "node:fs";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { type Plugin, transformWithOxc } from "vite";

const CATALOGUE = /\/locales\/(?:[a-z]+\/)?[a-z]{2}\.ts$/;

/**
 * Compiles the ICU messages of `locales/<xx>.ts` and `locales/<part>/<xx>.ts` while building, so that the browser gets token
 * lists and no message parser. A message that does not parse fails the build.
 */
export function icuCatalogues(): Plugin {
  return {
    name: "icu-catalogues",
    enforce: "pre",
    async load(id) {
      const file = id.split("?")[0] ?? id;
      if (!CATALOGUE.test(file)) return null;
      const { code } = await transformWithOxc(readFileSync(file, "utf8"), file);
      const source = `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`;
      const { default: messages } = (await import(/* @vite-ignore */ source)) as {
        default: Record<string, string>;
      };
      const compiled = Object.fromEntries(
        Object.entries(messages).map(([key, text]) => [key, compiledMessage(key, text)]),
      );
      return `export default ${JSON.stringify(compiled)};`;
    },
  };
}

/** Throws for a message that the parser gave back as it was. */
function compiledMessage(key: string, text: string) {
  const tokens = compileMessage(text);
  if (text.includes("{") && tokens.length === 1 && tokens[0] === text)
    throw new Error(`message ${key} does not parse`);
  return tokens;
}
